namespace Paynode.Routing.Index;

/// <summary>
/// Combines concurrent calls into batches: a single call is sent immediately; under load a call waits for at most one
/// response and then shares a script's fixed cost, in Redis and here, with the others that waited.
/// </summary>
/// <param name="send">Sends a batch; its results are in the items' order. All items of a batch have one key.</param>
/// <param name="keyOf">The key that items must have in common to share a batch.</param>
/// <param name="most">The maximum number of items per batch. Limits the time that one script blocks Redis.</param>
/// <param name="underWay">The maximum number of concurrent batches: with two, Redis works on one while the other is in transit.</param>
/// <param name="pace">
/// How calls that nobody waits for are collected; null for calls that are waited for, which are sent immediately.
/// </param>
internal sealed class Batcher<TItem, TAnswer>(
    Func<IReadOnlyList<TItem>, Task<TAnswer[]>> send, Func<TItem, long> keyOf, int most, int underWay, Pace? pace = null)
{
    private readonly Lock _lock = new();
    private readonly Queue<(TItem Item, TaskCompletionSource<TAnswer> Answer)> _waiting = new();
    private int _underWay;

    public Task<TAnswer> AddAsync(TItem item)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((item, answer));
            if (_underWay == underWay)
            {
                return answer.Task;
            }

            _underWay++;
        }

        _ = SendAllAsync();
        return answer.Task;
    }

    private async Task SendAllAsync()
    {
        do
        {
            await (pace?.NextAsync() ?? ValueTask.CompletedTask);
            await SendAsync(Take());
        }
        while (!Ends());
    }

    private async Task SendAsync(List<(TItem Item, TaskCompletionSource<TAnswer> Answer)> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            var answers = await send(batch.ConvertAll(b => b.Item));
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(answers[i]);
            }
        }
        catch (Exception e)
        {
            batch.ForEach(b => b.Answer.TrySetException(e));
        }
    }

    /// <summary>Whether none waits; this sender then ends in the same step, so that no item is left behind.</summary>
    private bool Ends()
    {
        lock (_lock)
        {
            _underWay -= _waiting.Count == 0 ? 1 : 0;
            return _waiting.Count == 0;
        }
    }

    /// <summary>The next batch; empty when another sender took it.</summary>
    private List<(TItem Item, TaskCompletionSource<TAnswer> Answer)> Take()
    {
        lock (_lock)
        {
            var batch = new List<(TItem Item, TaskCompletionSource<TAnswer> Answer)>(Math.Min(most, _waiting.Count));
            while (batch.Count < most && _waiting.TryPeek(out var next) && (batch.Count == 0 || keyOf(next.Item) == keyOf(batch[0].Item)))
            {
                batch.Add(_waiting.Dequeue());
            }

            return batch;
        }
    }
}
