namespace Paynode.LocalHost.Durable;

/// <summary>The effects of a durable commit outside its partition.</summary>
internal interface IEffects
{
    /// <summary>
    /// Starts the activities, sends the replies and delivers the messages of a durable commit, yielding regularly to other
    /// work.
    /// </summary>
    ValueTask ReleaseAsync(Partition from, CommitWork done);
}
