namespace Paynode.ServiceBusBroker;

/// <summary>The nodes of a queue: its messages, its dead letters, and a management node for each.</summary>
internal sealed class QueueNodes : IAsyncDisposable
{
    public QueueNodes(BrokerQueue queue, TimeProvider timeProvider)
    {
        DeadLetters = new QueueNode(queue.DeadLetters(), null, timeProvider);
        Messages = new QueueNode(queue, DeadLetters, timeProvider);
        Management = new RequestNode(new QueueManagement(Messages).AnswerAsync);
        DeadLetterManagement = new RequestNode(new QueueManagement(DeadLetters).AnswerAsync);
    }

    public QueueNode Messages { get; }

    public QueueNode DeadLetters { get; }

    public RequestNode Management { get; }

    public RequestNode DeadLetterManagement { get; }

    public async ValueTask DisposeAsync()
    {
        await Messages.DisposeAsync();
        await DeadLetters.DisposeAsync();
    }
}
