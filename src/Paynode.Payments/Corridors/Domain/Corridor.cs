namespace Paynode.Payments;

/// <summary>A corridor that the operator serves, with its limits and time windows. Every wait of an order is bounded here.</summary>
public sealed record Corridor
{
    /// <summary>Which corridor.</summary>
    public required CorridorId Id { get; init; }

    /// <summary>The chain whose escrow holds the token, by its configured name ("base").</summary>
    public required string Chain { get; init; }

    /// <summary>Smallest order, in the token.</summary>
    public required Money MinAmount { get; init; }

    /// <summary>Largest order, in the token.</summary>
    public required Money MaxAmount { get; init; }

    /// <summary>Paynode's fee, taken by the escrow at release.</summary>
    public BasisPoints ProtocolFee { get; init; } = new(20);

    /// <summary>How far below the best rate a quote is priced, so that other providers can still meet it on failover.</summary>
    public BasisPoints QuoteBuffer { get; init; } = new(50);

    /// <summary>How long a quote is valid.</summary>
    public TimeSpan QuoteTtl { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a payer may take to fund an order.</summary>
    public TimeSpan DepositWindow { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>After the deposit window, how long a deposit that was sent in time may take to become final.</summary>
    public TimeSpan ConfirmationGrace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>From the end of the deposit window to the escrow's deadline, after which anyone may refund.</summary>
    public TimeSpan EscrowWindow { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a provider may take to accept an offer.</summary>
    public TimeSpan AcceptWindow { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From the end of the accept window, how long a provider that accepted may take to pay out and report.</summary>
    public TimeSpan PayWindow { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>After the pay window, how long Paynode keeps querying an unresponsive provider before it closes the offer.</summary>
    public TimeSpan PayGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reserved before the escrow's deadline for the release to become final. No offer may extend into it.</summary>
    public TimeSpan SettlementMargin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>When no provider is currently eligible, how long an order waits for one before it is refunded.</summary>
    public TimeSpan RoutingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Maximum offers per order before it is refunded. After three failures a fourth attempt is already unlikely to succeed; six
    /// is generous.
    /// </summary>
    public int MaxOffers { get; init; } = 6;

    /// <summary>Providers that a small order is offered to concurrently; the first to accept pays, the others are released.</summary>
    public int ParallelOffers { get; init; } = 1;

    /// <summary>Largest order, in the token, that is offered to several providers concurrently; null: none is.</summary>
    public Money? ParallelUpTo { get; init; }

    /// <summary>What payouts are multiples of, for methods without a step of their own; null: any amount.</summary>
    public PayoutStep? PayoutStep { get; init; }

    /// <summary>The steps of methods that have their own, by <see cref="Recipient.Method"/>.</summary>
    public IReadOnlyDictionary<string, PayoutStep> MethodSteps { get; init; } = new Dictionary<string, PayoutStep>();

    /// <summary>What a payout by a method is a multiple of; without a method, by any of them.</summary>
    public PayoutStep StepOf(string? method) => method is null
        ? Recipient.Methods.Aggregate(PayoutStep.Finest(Id.Fiat), (step, each) => step.And(StepOf(each)))
        : MethodSteps.GetValueOrDefault(method) ?? PayoutStep ?? PayoutStep.Finest(Id.Fiat);

    /// <summary>How many providers an order is offered to concurrently.</summary>
    public int OffersAtOnce(Money source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ParallelUpTo is { } most && source.Minor <= most.Minor ? Math.Max(1, ParallelOffers) : 1;
    }

    /// <summary>The longest time that one offer can occupy an order.</summary>
    public TimeSpan LongestOffer => AcceptWindow + PayWindow + PayGrace;

    /// <summary>Whether an offer made now ends, and its release can be final, before the escrow's deadline.</summary>
    public bool HasTimeForAnOffer(DateTimeOffset now, DateTimeOffset escrowDeadline) => now <= LastOfferAt(escrowDeadline);

    /// <summary>The latest time for making an offer.</summary>
    public DateTimeOffset LastOfferAt(DateTimeOffset escrowDeadline) => escrowDeadline - LongestOffer - SettlementMargin;
}
