namespace Paynode.Embedded.Durable;

/// <summary>What a durable commit sets off outside its partition.</summary>
internal interface IEffects
{
    /// <summary>Runs the activities and delivers the messages of a commit that is durable.</summary>
    void Release(Partition from, CommitWork done);
}
