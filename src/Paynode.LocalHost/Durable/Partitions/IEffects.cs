namespace Paynode.LocalHost.Durable;

/// <summary>What a durable commit sets off outside its partition.</summary>
internal interface IEffects
{
    /// <summary>Runs the activities, gives the answers and delivers the messages of a commit that is durable, in turns with other work.</summary>
    ValueTask ReleaseAsync(Partition from, CommitWork done);
}
