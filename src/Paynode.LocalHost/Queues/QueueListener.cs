using Paynode.LocalHost.Functions;

namespace Paynode.LocalHost.Queues;

/// <summary>A function that listens to a queue.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Function">The function's name.</param>
/// <param name="UsesSessions">Whether messages of a session are handled in order.</param>
/// <param name="IsBatched">Whether it receives several messages in one call.</param>
/// <param name="HandleAsync">Runs the function on one message, or on several if it is batched.</param>
internal sealed record QueueListener(
    string Queue, string Function, bool UsesSessions, bool IsBatched, Func<ReceivedMessage[], Task> HandleAsync)
{
    /// <summary>The lease resource that the queue's consumer must hold.</summary>
    public string Resource => "queue:" + Queue;
}
