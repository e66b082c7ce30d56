using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Workers;

/// <summary>Asks one worker over its stream: requests go out in order, answers come back by their request's identifier.</summary>
internal sealed class WorkerChannel(WorkerLog log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _requests = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the worker calls itself in its first message.</summary>
    public string WorkerId { get; } = Guid.NewGuid().ToString();

    /// <summary>Completes once the worker has opened its stream.</summary>
    public Task HasStarted => _started.Task;

    /// <summary>Completes once the stream is closed, by whichever side.</summary>
    public Task HasEnded => _ended.Task;

    /// <summary>Sends a request and returns its answer.</summary>
    /// <exception cref="WorkerEndedException">The worker ended before it answered.</exception>
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

    /// <summary>Sends a message that has no answer.</summary>
    public void Tell(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>The worker has opened its stream.</summary>
    public void Started() => _started.TrySetResult();

    /// <summary>Takes a message of the worker.</summary>
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

    /// <summary>The stream is closed: nobody is answered any more.</summary>
    public void Ended()
    {
        _ended.TrySetResult();
        _outgoing.Writer.TryComplete();
        FailAll();
    }

    /// <summary>Writes what is to be sent until the stream ends; gRPC takes one message at a time.</summary>
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
            // The worker is gone; the reading side reports it.
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
