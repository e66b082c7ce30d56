using System.Collections.Concurrent;

namespace Paynode.Payments;

/// <summary>
/// Limits the unanswered calls of one provider (bulkhead). A hanging provider would otherwise occupy every activity slot for as
/// long as calls may take, and block the orders of all others.
/// </summary>
/// <remarks>
/// The payer benefits more from the next provider now than from this one later: a call without a free slot within <see
/// cref="Timeout"/> counts as not delivered, and after one such timeout the next calls fail immediately until the provider
/// answers again. Status queries have slots of their own: hanging offers must not keep a provider from reporting that it has
/// paid. At 20 ms per answer, the limit allows 300 offers a second from each host.
/// </remarks>
public sealed class ProviderConcurrency(TimeProvider timeProvider)
{
    /// <summary>Concurrent calls per provider: a quarter of the activities that a host runs concurrently (<c>host.json</c>).</summary>
    public const int PerProvider = 6;

    /// <summary>Concurrent status queries per provider.</summary>
    public const int QuestionsPerProvider = 3;

    /// <summary>How long a call waits for a slot. A healthy provider frees several in that time, even on a busy host.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    // Twice the number of registered providers.
    private readonly ConcurrentDictionary<(ProviderId Provider, bool IsQuestion), ConcurrencyLimit> _limits = new();

    /// <summary>Runs a call within the provider's concurrency limit.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="isQuestion">Whether the call is a read-only status query.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the wait for a slot.</param>
    /// <returns>The result of the call, or null when no slot was free.</returns>
    public async Task<T?> CallAsync<T>(
        ProviderId provider, bool isQuestion, Func<Task<T?>> call, CancellationToken cancellationToken)
        where T : class
    {
        var limit = _limits.GetOrAdd(
            (provider, isQuestion), static of => new ConcurrencyLimit(of.IsQuestion ? QuestionsPerProvider : PerProvider));
        if (!await TakeAsync(limit, cancellationToken))
        {
            return null;
        }

        try
        {
            var answer = await call();
            limit.Hangs &= answer is null;
            return answer;
        }
        finally
        {
            limit.Free.Release();
        }
    }

    private async Task<bool> TakeAsync(ConcurrencyLimit limit, CancellationToken cancellationToken)
    {
        if (limit.Free.Wait(0, CancellationToken.None))
        {
            return true;
        }

        if (limit.Hangs)
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await limit.Free.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            limit.Hangs = true;
            return false;
        }
    }

    /// <summary>The concurrency limit of one provider.</summary>
    private sealed class ConcurrencyLimit(int count)
    {
        public SemaphoreSlim Free { get; } = new(count, count);

        /// <summary>Whether a call has timed out waiting for a slot since the provider last answered.</summary>
        public bool Hangs { get; set; }
    }
}
