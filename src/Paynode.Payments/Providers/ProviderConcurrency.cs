using System.Collections.Concurrent;

namespace Paynode.Payments;

/// <summary>
/// How many calls one provider may leave unanswered. A provider that hangs would otherwise hold every activity's place for
/// as long as calls may take, and the orders of all others would wait behind it.
/// </summary>
/// <remarks>
/// For the payer the next provider now is worth more than this one later: a call that gets no place within
/// <see cref="Timeout"/> counts as not delivered; and once one has waited in vain, the next ones are told at once until the
/// provider answers again. Questions have places of their own: offers that hang must not keep a provider from saying that it
/// has paid. One that answers in 20 ms is given 300 offers a second by each host and never comes near the limit.
/// </remarks>
public sealed class ProviderConcurrency(TimeProvider timeProvider)
{
    /// <summary>Calls of one provider at once: a quarter of the activities that a host runs at once (<c>host.json</c>).</summary>
    public const int PerProvider = 6;

    /// <summary>Questions to one provider at once, what has become of an offer.</summary>
    public const int QuestionsPerProvider = 3;

    /// <summary>How long a call waits for a place. A provider that works frees several within it, even on a busy host.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    // Twice as many as there are registered providers.
    private readonly ConcurrentDictionary<(ProviderId Provider, bool IsQuestion), ConcurrencyLimit> _limits = new();

    /// <summary>Runs a call of a provider in one of its places.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="isQuestion">Whether the call asks what has become of an offer; it changes nothing.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the wait for a place.</param>
    /// <returns>What the call gave, or null when there was no place.</returns>
    public async Task<T?> CallAsync<T>(
        ProviderId provider, bool isQuestion, Func<Task<T?>> call, CancellationToken cancellationToken)
        where T : class
    {
        var limit = _limits.GetOrAdd((provider, isQuestion), static of => new ConcurrencyLimit(of.IsQuestion ? QuestionsPerProvider : PerProvider));
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

    /// <summary>The places of one provider.</summary>
    private sealed class ConcurrencyLimit(int count)
    {
        public SemaphoreSlim Free { get; } = new(count, count);

        /// <summary>Whether a call has waited for a place in vain since the provider last answered.</summary>
        public bool Hangs { get; set; }
    }
}
