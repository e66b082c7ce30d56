namespace Paynode.Payments;

/// <summary>Deletes expired data in portions, so that no purge holds locks for long.</summary>
public sealed class Retention(
    IdempotencyStore idempotency, ReplayGuard replays, Inbox inbox, QuoteStore quotes, AdviceStore advice, IncidentStore incidents,
    TimeProvider timeProvider)
{
    /// <summary>Applied messages are kept much longer than any queue or chain could repeat one.</summary>
    public static readonly TimeSpan InboxMemory = TimeSpan.FromDays(90);

    /// <summary>Quotes without an order are kept for support questions.</summary>
    public static readonly TimeSpan QuoteMemory = TimeSpan.FromDays(7);

    /// <summary>An outcome that arrives later than this carries no information about current providers.</summary>
    public static readonly TimeSpan AdviceMemory = TimeSpan.FromDays(30);

    /// <summary>Purges one portion of every table.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await idempotency.PurgeAsync(now, cancellationToken);
        await replays.PurgeAsync(now, cancellationToken);
        await inbox.PurgeAsync(now - InboxMemory, cancellationToken);
        await quotes.PurgeAsync(now - QuoteMemory, cancellationToken);
        await advice.PurgeAsync(now - AdviceMemory, cancellationToken);
        await incidents.PurgeAsync(now - AdviceMemory, cancellationToken);
    }
}
