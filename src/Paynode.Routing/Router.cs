using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Payments;
using Paynode.Routing.Index;
using Paynode.Routing.Llm;
using StackExchange.Redis;

namespace Paynode.Routing;

/// <summary>The router over Redis, with the database as fallback. One per process; safe for concurrent use.</summary>
public sealed class Router : IRouter, IScorerFeed, IAsyncDisposable
{
    /// <summary>The maximum number of candidates in a scorer's prompt.</summary>
    private const int MostBriefed = 32;

    private readonly RedisIndex _redis;
    private readonly IRoutingSource _source;
    private readonly ILiquidityFallback _fallback;
    private readonly RouterOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly IRoutingModel _model;
    private readonly LearnedJournal _journal;
    private readonly ConnectionMultiplexer? _owned;
    private readonly ITimer _saving;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, PartitionRouting> _partitions = new();

    /// <summary>False excludes decisions without a real order from the metrics.</summary>
    internal bool IsCounted { get; init; } = true;

    /// <summary>Creates a router over a connection that its caller owns.</summary>
    public Router(
        IConnectionMultiplexer redis, IRoutingSource source, ILiquidityFallback fallback, RouterOptions? options = null,
        TimeProvider? timeProvider = null, ILogger? log = null)
        : this(redis, source, fallback, options, timeProvider, log, new RoutingModel(options ?? new RouterOptions()))
    {
    }

    private Router(
        ConnectionMultiplexer owned, IRoutingSource source, ILiquidityFallback fallback, RouterOptions? options, TimeProvider? timeProvider,
        ILogger? log)
        : this((IConnectionMultiplexer)owned, source, fallback, options, timeProvider, log) => _owned = owned;

    internal Router(
        IConnectionMultiplexer redis, IRoutingSource source, ILiquidityFallback fallback, RouterOptions? options,
        TimeProvider? timeProvider,
        ILogger? log, IRoutingModel model)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _options = options ?? new RouterOptions();
        _redis = new RedisIndex(redis, _options.RedisTimeout);
        (_source, _fallback, _timeProvider, _log) = (source, fallback, timeProvider ?? TimeProvider.System, log ?? NullLogger.Instance);
        _model = model;
        _journal = new LearnedJournal(source);
        _saving = _timeProvider.CreateTimer(_ => _ = SaveQuietlyAsync(), null, _options.SaveInterval, _options.SaveInterval);
    }

    /// <summary>Connects and returns a router. An unavailable Redis is not an error: the connection is made when it is back.</summary>
    /// <param name="redisUrl">redis://[:password@]host[:port][/database]</param>
    /// <param name="source">The source from which the index is rebuilt.</param>
    /// <param name="fallback">The arbiter of liquidity while Redis is unavailable.</param>
    /// <param name="options">Limits.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="log">Logs when Redis becomes unavailable and available again.</param>
    public static async Task<Router> ConnectAsync(
        Uri redisUrl, IRoutingSource source, ILiquidityFallback fallback, RouterOptions? options = null, TimeProvider? timeProvider = null,
        ILogger? log = null)
    {
        var connection = await RedisUrl.ConnectAsync(redisUrl);
        return new Router(connection, source, fallback, options, timeProvider, log);
    }

    /// <inheritdoc/>
    public async ValueTask<RoutingDecision> DecideAsync(RoutingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var decision = await DecideNowAsync(request, cancellationToken);
        if (IsCounted)
        {
            RouterMetrics.Decided(decision);
        }

        return decision;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(OfferId offer, CorridorId corridor, ReleaseReason reason, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(corridor);
        return reason == ReleaseReason.Superseded
            ? partition.SupersedeAsync()
            : partition.ReleaseAsync(offer.Value, reason == ReleaseReason.Paid, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LearnResult> LearnAsync(Outcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (!outcome.State.IsTerminal())
        {
            return LearnResult.NotFinal;
        }

        var result = outcome.At > _timeProvider.GetUtcNow() + _options.ClockTolerance
            ? LearnResult.FromTheFuture
            : await PartitionOf(outcome.Corridor).LearnerOf(outcome.Corridor).LearnAsync(outcome).WaitAsync(cancellationToken);
        if (IsCounted)
        {
            RouterMetrics.Learned(result);
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask UpdateProviderAsync(ProviderUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var named = (update.Corridors?.Select(c => c.Partition) ?? [])
            .Concat(update.Rates.Select(r => r.Corridor.Partition))
            .Concat(update.Balances.Select(b => b.Available.Currency.Code));

        // A heartbeat or a switch has no partition: it applies to all that this process serves.
        foreach (var partition in named.Concat(_partitions.Keys).Distinct().ToArray())
        {
            await PartitionOf(partition).UpdateAsync(update, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<QuoteRate?> BestRateAsync(CorridorId corridor, Money amount, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        ArgumentNullException.ThrowIfNull(amount);
        var ranking = await PartitionOf(corridor).Selector.RankAsync(corridor, c => Takes(c, corridor, amount), cancellationToken);
        var able = ranking.Preference.Select(c => c.State).ToArray();
        var fitting = amount.Currency.IsToken ? able : Array.FindAll(able, c => c.Terms!.StepIn(corridor.Fiat)?.Fits(amount) != false);
        var best = fitting.Length > 0
            ? fitting.MaxBy(c => (amount.Currency.IsToken ? PayoutOf(c, corridor, amount).Minor : 0, c.Terms!.Rate))
            : able.MinBy(c => c.Terms!.Step);
        return best is null
            ? null
            : new QuoteRate(best.Terms!.Rate, best.Provider, able.Length) { PayoutStep = best.Terms.StepIn(corridor.Fiat) };
    }

    /// <inheritdoc/>
    public async ValueTask<ExchangeRate?> ReferenceRateAsync(CorridorId corridor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        var ranking = await PartitionOf(corridor).Selector.RankAsync(corridor, _ => true, cancellationToken);
        return ranking.Preference.MaxBy(c => c.State.Terms!.Rate)?.State.Terms!.Rate;
    }

    /// <inheritdoc/>
    public async ValueTask<ProviderId?> ReserveQuoteAsync(QuoteReservation quote, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quote);
        if (Need(quote.Payout) is not { } need)
        {
            return null;
        }

        var needs = new OrderNeeds(quote.Source, quote.MinRate, need.Units, need.NeededUnits, false, []) { Payout = quote.Payout };
        var selection = await PartitionOf(quote.Corridor).Selector.SelectAsync(
            new SelectionRequest(quote.Quote.Value, quote.Corridor, quote.Payout, needs, quote.ExpiresAt, null), cancellationToken);
        return selection?.Provider;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseQuoteAsync(QuoteId quote, CorridorId corridor, CancellationToken cancellationToken) =>
        PartitionOf(corridor).ReleaseAsync(quote.Value, paid: false, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CorridorPromptContext> BriefAsync(
        CorridorId corridor, IReadOnlyDictionary<ProviderId, string> names, IReadOnlyList<string> incidents,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        ArgumentNullException.ThrowIfNull(names);
        var described = await PartitionOf(corridor).DescribeAsync(corridor.ToString(), MostBriefed, cancellationToken);
        return new CorridorPromptContext(
            corridor,
            _timeProvider.GetUtcNow(),
            [.. described.Select(d => new ProviderPromptContext(d.Provider, names.GetValueOrDefault(d.Provider), d.Figures))],
            incidents);
    }

    /// <inheritdoc/>
    public async ValueTask TakeAsync(CorridorId corridor, IReadOnlyCollection<ProviderScore> scores, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        ArgumentNullException.ThrowIfNull(scores);
        foreach (var score in scores)
        {
            var kept = new StoredScore(score.Score, score.Confidence, score.At, score.Ttl);
            await PartitionOf(corridor).TakeAsync(corridor.ToString(), score.Provider, kept, cancellationToken);
        }
    }

    /// <summary>Saves what was learned since the last time in the database. The router also does so itself every few seconds.</summary>
    public Task SaveLearnedAsync(CancellationToken cancellationToken) => _journal.SaveAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _saving.DisposeAsync();
        await SaveQuietlyAsync();
        if (_owned is not null)
        {
            await _owned.CloseAsync();
            _owned.Dispose();
        }
    }

    private async ValueTask<RoutingDecision> DecideNowAsync(RoutingRequest request, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        var at = _timeProvider.GetUtcNow();
        if (Need(request.Payout) is not { } need)
        {
            return DecisionRecord.Refused(request, "amount_unroutable", _model.Version, at);
        }

        var needs = new OrderNeeds(
            request.Source, request.MinRate, need.Units, need.NeededUnits, request.Quote is not null, request.Excluded)
        {
            Payout = request.Payout,
        };
        try
        {
            var selection = await PartitionOf(request.Corridor).Selector.SelectAsync(
                new SelectionRequest(request.Offer.Value, request.Corridor, request.Payout, needs, request.ReserveUntil, request),
                cancellationToken);
            return selection is null
                ? DecisionRecord.Refused(request, "overloaded", _model.Version, at)
                : DecisionRecord.Of(request, selection, _model.Version, at, _timeProvider.GetElapsedTime(started));
        }
        catch (Exception e) when (e is not (OperationCanceledException or ArgumentException or InvalidOperationException))
        {
            // Neither Redis nor the database is available: the caller decides whether the order waits.
            return DecisionRecord.Refused(request, "unavailable", _model.Version, at);
        }
    }

    /// <summary>State that could not be saved is kept and saved the next time.</summary>
    private async Task SaveQuietlyAsync()
    {
        try
        {
            await _journal.SaveAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _log.LogWarning(e, "Learned state could not be saved; it is kept and saved the next time.");
        }
    }

    private bool Takes(CandidateState candidate, CorridorId corridor, Money amount)
    {
        var rate = candidate.Terms!.Rate;
        var source = amount.Currency.IsToken ? amount : rate.Invert(amount, corridor.Token, Rounding.Up);
        var payout = amount.Currency.IsToken ? PayoutOf(candidate, corridor, amount) : amount;
        return (payout.IsPositive || candidate.Terms.Step is null)
            && Need(payout) is { } need
            && Gates.ForOrder(candidate, new OrderNeeds(source, rate, need.Units, need.NeededUnits, false, [])) is null;
    }

    /// <summary>The payout that a provider would make for an amount in the token, in steps of its rail.</summary>
    private static Money PayoutOf(CandidateState candidate, CorridorId corridor, Money amount)
    {
        var payout = candidate.Terms!.Rate.Convert(amount, corridor.Fiat, Rounding.Down);
        return candidate.Terms.StepIn(corridor.Fiat)?.Down(payout) ?? payout;
    }

    /// <summary>The units to reserve for a payout and the free units required; null when they cannot be represented.</summary>
    private (long Units, long NeededUnits)? Need(Money payout) =>
        LiquidityUnits.Ceiling(payout) is { } units
            && LiquidityUnits.Ceiling(payout + _options.LiquidityMargin.Of(payout, Rounding.Up)) is { } needed
            ? (units, needed)
            : null;

    private PartitionRouting PartitionOf(CorridorId corridor) => PartitionOf(corridor.Partition);

    private PartitionRouting PartitionOf(string partition) => _partitions.GetOrAdd(
        partition, name => new PartitionRouting(name, _redis, _source, _fallback, _model, _journal, _options, _timeProvider, _log));
}
