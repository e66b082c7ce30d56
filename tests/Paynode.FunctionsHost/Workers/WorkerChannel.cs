using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Workers;

/// <summary>Sends requests to one worker over its stream and matches responses to requests by id.</summary>
internal sealed class WorkerChannel(WorkerLog log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _requests = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The worker id expected in the first message.</summary>
    public string WorkerId { get; } = Guid.NewGuid().ToString();

    /// <summary>Completes once the worker has opened its stream.</summary>
    public Task HasStarted => _started.Task;

    /// <summary>Completes once either side has closed the stream.</summary>
    public Task HasEnded => _ended.Task;

    /// <summary>Sends a request and returns the response.</summary>
    /// <exception cref="WorkerEndedException">The worker exited before it responded.</exception>
    public async Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        request.RequestId = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[request.RequestId] = answer;
        Tell(request);
        if (_ended.Task.IsCompleted)
        {
            FailAll();
        }

        return await answer.Task;
    }

    /// <summary>Sends a message that has no response.</summary>
    public void Tell(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Called when the worker has opened its stream.</summary>
    public void Started() => _started.TrySetResult();

    /// <summary>Handles a message from the worker.</summary>
    public void Receive(StreamingMessage message)
    {
        if (message.RpcLog is { } entry)
        {
            log.Write(entry);
        }
        else if (_requests.TryRemove(message.RequestId, out var request))
        {
            request.TrySetResult(message);
        }
    }

    /// <summary>Called when the stream is closed: fails all pending requests.</summary>
    public void Ended()
    {
        _ended.TrySetResult();
        _outgoing.Writer.TryComplete();
        FailAll();
    }

    /// <summary>Writes queued messages until the stream ends; gRPC accepts one message at a time.</summary>
    public async Task SendQueuedAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or InvalidOperationException or IOException)
        {
            // The worker has exited; the reading side reports it.
        }
    }

    private void FailAll()
    {
        foreach (var id in _requests.Keys)
        {
            if (_requests.TryRemove(id, out var request))
            {
                request.TrySetException(new WorkerEndedException());
            }
        }
    }
}
