using System.Collections.Concurrent;
using Paynode.Domain;

namespace Paynode.Orchestrations;

/// <summary>
/// How many calls one provider may leave unanswered. A provider that hangs would otherwise hold every activity's place for
/// as long as calls may take, and the orders of all others would wait behind it.
/// </summary>
/// <remarks>
/// For the payer the next provider now is worth more than this one later: a call that gets no place within
/// <see cref="Patience"/> counts as not delivered; and once one has waited in vain, the next ones are told at once until the
/// provider answers again. One that answers in 20 ms is given 300 offers a second by each host and never comes near the limit.
/// </remarks>
public sealed class ProviderPlaces(TimeProvider clock)
{
    /// <summary>Calls of one provider at once: a quarter of the activities that a host runs at once (<c>host.json</c>).</summary>
    public const int PerProvider = 6;

    /// <summary>How long a call waits for a place. A provider that works frees several within it, even on a busy host.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // As many as there are registered providers.
    private readonly ConcurrentDictionary<ProviderId, Places> _places = new();

    /// <summary>Runs a call of a provider in one of its places.</summary>
    /// <returns>What the call gave, or null when there was no place.</returns>
    public async Task<HttpResponseMessage?> CallAsync(
        ProviderId provider, Func<Task<HttpResponseMessage?>> call, CancellationToken cancellationToken)
    {
        var places = _places.GetOrAdd(provider, static _ => new Places());
        if (!await TakeAsync(places, cancellationToken))
        {
            return null;
        }

        try
        {
            var answer = await call();
            places.Hangs &= answer is null;
            return answer;
        }
        finally
        {
            places.Free.Release();
        }
    }

    private async Task<bool> TakeAsync(Places places, CancellationToken cancellationToken)
    {
        if (places.Free.Wait(0, CancellationToken.None))
        {
            return true;
        }

        if (places.Hangs)
        {
            return false;
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await places.Free.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            places.Hangs = true;
            return false;
        }
    }

    /// <summary>The places of one provider.</summary>
    private sealed class Places
    {
        public SemaphoreSlim Free { get; } = new(PerProvider, PerProvider);

        /// <summary>Whether a call has waited for a place in vain since the provider last answered.</summary>
        public bool Hangs { get; set; }
    }
}
