using Paynode.LocalHost.Functions;

namespace Paynode.LocalHost.Queues;

/// <summary>A function that listens to a queue.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Function">The function's name.</param>
/// <param name="UsesSessions">Whether messages of a session are handled in order.</param>
/// <param name="IsBatched">Whether it takes many messages in a call.</param>
/// <param name="HandleAsync">Runs the function on one message, or on several when it is batched.</param>
internal sealed record QueueListener(
    string Queue, string Function, bool UsesSessions, bool IsBatched, Func<ReceivedMessage[], Task> HandleAsync)
{
    /// <summary>The resource under which its consumer is leased.</summary>
    public string Resource => "queue:" + Queue;
}
