namespace Paynode.Payments;

/// <summary>Forgets what is past its use, in portions, so that no purge holds locks for long.</summary>
public sealed class Retention(
    IdempotencyStore idempotency, ReplayGuard replays, Inbox inbox, QuoteStore quotes, AdviceStore advice, IncidentStore incidents, TimeProvider timeProvider)
{
    /// <summary>Applied messages are remembered far longer than any queue or chain repeats one.</summary>
    public static readonly TimeSpan InboxMemory = TimeSpan.FromDays(90);

    /// <summary>Quotes that nobody took are kept for questions about them.</summary>
    public static readonly TimeSpan QuoteMemory = TimeSpan.FromDays(7);

    /// <summary>An outcome that comes later than this teaches nothing about today's providers.</summary>
    public static readonly TimeSpan AdviceMemory = TimeSpan.FromDays(30);

    /// <summary>Purges one portion of everything.</summary>
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
