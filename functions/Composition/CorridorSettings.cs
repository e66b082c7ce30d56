using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>
/// A corridor as configured, under <c>Corridors:{id}</c> ("USDC-NGN", or "USDC_NGN" where setting names allow no hyphen, as in
/// shells); omitted values come from <c>CorridorDefaults</c>, then from <see cref="Corridor"/> itself.
/// </summary>
public sealed class CorridorSettings
{
    private const string Section = "Corridors";
    private const string Defaults = "CorridorDefaults";

    /// <summary>Maximum concurrent offers: each reserves the order's whole payout at one more provider until one accepts.</summary>
    private const int MostParallelOffers = 5;

    /// <summary>Maximum offers per order: after that many unpaid ones it is refunded.</summary>
    private const int MostOffers = 100;

    /// <summary>The chain, by its configured name; if omitted, the first one that has the token.</summary>
    public string? Chain { get; set; }

    /// <summary>Smallest order, in the token.</summary>
    public string MinAmount { get; set; } = "1";

    /// <summary>Largest order, in the token.</summary>
    public string MaxAmount { get; set; } = "10000";

    /// <summary>How far below the best rate a quote is priced, in basis points.</summary>
    public int? QuoteBufferBps { get; set; }

    /// <summary>How long a quote is valid.</summary>
    public int? QuoteSeconds { get; set; }

    /// <summary>How long a payer may take to fund.</summary>
    public int? DepositSeconds { get; set; }

    /// <summary>After that, how long a deposit that was sent in time may take to become final.</summary>
    public int? ConfirmationSeconds { get; set; }

    /// <summary>From the end of the deposit window to the escrow's deadline.</summary>
    public int? EscrowSeconds { get; set; }

    /// <summary>How long a provider may take to accept.</summary>
    public int? AcceptSeconds { get; set; }

    /// <summary>How long it may take to pay.</summary>
    public int? PaySeconds { get; set; }

    /// <summary>How long an unresponsive provider is queried.</summary>
    public int? GraceSeconds { get; set; }

    /// <summary>Reserved before the escrow's deadline.</summary>
    public int? SettlementMarginSeconds { get; set; }

    /// <summary>How long an order waits while no provider is eligible.</summary>
    public int? RoutingPatienceSeconds { get; set; }

    /// <summary>Maximum offers for one order.</summary>
    public int? MaxOffers { get; set; }

    /// <summary>Providers that a small order is offered to concurrently, up to 5.</summary>
    public int? ParallelOffers { get; set; }

    /// <summary>Largest order, in the token, that is offered to several providers concurrently; if omitted, none is.</summary>
    public string? ParallelUpTo { get; set; }

    /// <summary>What payouts are multiples of, in the corridor's currency, such as "1"; if omitted, any amount can be paid.</summary>
    public string? PayoutStep { get; set; }

    /// <summary>The same for one method, overriding the general step: <c>PayoutSteps:mobile_money</c>.</summary>
    public Dictionary<string, string> PayoutSteps { get; } = [];

    /// <summary>
    /// Reads the catalogue. Without a section, every supported fiat currency is served from every token of the configured chains;
    /// such corridors stay inactive until providers register.
    /// </summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="chains">The configured chains.</param>
    /// <exception cref="InvalidOperationException">A corridor is malformed, a value is out of range, or its token is on no
    /// configured chain.</exception>
    public static CorridorCatalogue Read(IConfiguration configuration, IReadOnlyCollection<ChainFacts> chains)
    {
        var named = configuration.GetSection(Section).GetChildren().Select(section => section.Key).ToList();
        var ids = named.Count > 0 ? named : AllOf(chains);
        return new CorridorCatalogue([.. ids.Select(id => Read(configuration, id).ToCorridor(id, chains))]);
    }

    private static List<string> AllOf(IReadOnlyCollection<ChainFacts> chains) =>
    [
        .. from token in chains.SelectMany(chain => chain.Tokens).Distinct()
           from fiat in Currencies.All
           where !fiat.IsToken
           select $"{token}-{fiat.Code}",
    ];

    private static CorridorSettings Read(IConfiguration configuration, string id)
    {
        var settings = new CorridorSettings();
        configuration.GetSection(Defaults).Bind(settings);
        configuration.GetSection($"{Section}:{id}").Bind(settings);
        return settings;
    }

    private Corridor ToCorridor(string text, IReadOnlyCollection<ChainFacts> chains)
    {
        var id = Required(CorridorId.Parse(text.Replace('_', '-')), text);
        var chain = chains.FirstOrDefault(it => (Chain ?? it.Name) == it.Name && it.Tokens.Contains(id.Token.Code))
            ?? throw new InvalidOperationException($"Corridor {text}: {id.Token} is not configured on {Chain ?? "any chain"}.");
        var blank = new Corridor
        {
            Id = id,
            Chain = chain.Name,
            ProtocolFee = chain.ProtocolFee,
            MinAmount = Required(Money.ParsePositive(MinAmount, id.Token), text),
            MaxAmount = Required(Money.ParsePositive(MaxAmount, id.Token), text),
        };
        if (blank.MinAmount.Minor > blank.MaxAmount.Minor)
        {
            throw new InvalidOperationException($"Corridor {text}: MinAmount is more than MaxAmount.");
        }

        return blank with
        {
            QuoteBuffer = QuoteBufferBps is { } buffer
                ? new BasisPoints(Within(buffer, 0, BasisPoints.Whole - 1, nameof(QuoteBufferBps), text))
                : blank.QuoteBuffer,
            QuoteTtl = Seconds(QuoteSeconds, blank.QuoteTtl, text),
            DepositWindow = Seconds(DepositSeconds, blank.DepositWindow, text),
            ConfirmationGrace = Seconds(ConfirmationSeconds, blank.ConfirmationGrace, text),
            EscrowWindow = Seconds(EscrowSeconds, blank.EscrowWindow, text),
            AcceptWindow = Seconds(AcceptSeconds, blank.AcceptWindow, text),
            PayWindow = Seconds(PaySeconds, blank.PayWindow, text),
            PayGrace = Seconds(GraceSeconds, blank.PayGrace, text),
            SettlementMargin = Seconds(SettlementMarginSeconds, blank.SettlementMargin, text),
            RoutingTimeout = Seconds(RoutingPatienceSeconds, blank.RoutingTimeout, text),
            MaxOffers = Within(MaxOffers ?? blank.MaxOffers, 1, MostOffers, nameof(MaxOffers), text),
            ParallelOffers = Within(ParallelOffers ?? blank.ParallelOffers, 1, MostParallelOffers, nameof(ParallelOffers), text),
            ParallelUpTo = ParallelUpTo is { } most ? Required(Money.ParsePositive(most, id.Token), text) : null,
            PayoutStep = PayoutStep is { } step ? Required(Payments.PayoutStep.Parse(step, id.Fiat), text) : null,
            MethodSteps = PayoutSteps.ToDictionary(
                it => Method(it.Key, text), it => Required(Payments.PayoutStep.Parse(it.Value, id.Fiat), text)),
        };
    }

    private static TimeSpan Seconds(
        int? value, TimeSpan otherwise, string corridor, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is { } seconds ? TimeSpan.FromSeconds(Within(seconds, 0, int.MaxValue, name, corridor)) : otherwise;

    private static int Within(int value, int least, int most, string name, string corridor) => value >= least && value <= most
        ? value
        : throw new InvalidOperationException($"Corridor {corridor}: {name} is {value}; it must be between {least} and {most}.");

    private static string Method(string name, string corridor) => Recipient.Methods.Contains(name)
        ? name
        : throw new InvalidOperationException(
            $"Corridor {corridor}: the method {name} is unknown; it must be {string.Join(" or ", Recipient.Methods)}.");

    private static T Required<T>(Result<T> parsed, string corridor) => parsed.Succeeded
        ? parsed.Value
        : throw new InvalidOperationException($"Corridor {corridor}: {parsed.Problem.Detail}");
}
