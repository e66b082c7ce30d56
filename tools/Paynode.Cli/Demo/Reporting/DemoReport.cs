using System.Text.Json;
using System.Text.Json.Serialization;
using Paynode.Client;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>What a demo ended with; the document of <c>--json</c>.</summary>
public sealed record DemoReport
{
    /// <summary>Whether every order is terminal and every invariant holds.</summary>
    public bool Ok => Failures.Count == 0;

    /// <summary>What did not hold; empty when all did.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>How many orders there were.</summary>
    public required int Orders { get; init; }

    /// <summary>How many of them at a time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The seed, to run the same again.</summary>
    public required int Seed { get; init; }

    /// <summary>Orders that reached their recipient and were released.</summary>
    public required int Settled { get; init; }

    /// <summary>Orders whose funds went back.</summary>
    public required int Refunded { get; init; }

    /// <summary>Orders that more than one provider was asked to pay.</summary>
    public required int Failovers { get; init; }

    /// <summary>Providers that fell silent, and how routing left them before their first time-out arrived.</summary>
    public IReadOnlyList<Avoidance> Avoided { get; init; } = [];

    /// <summary>How many orders ended in each state.</summary>
    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>From the first order's quote to the last one's end.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>From the confirmed deposit to the final settlement.</summary>
    public required TimeFigures DepositToSettledMs { get; init; }

    /// <summary>One routing decision.</summary>
    public required TimeFigures RoutingMs { get; init; }

    /// <summary>What Paynode says of itself.</summary>
    public required IReadOnlyList<InvariantCheckResponse> PaynodeChecks { get; init; }

    /// <summary>What the demo found on the chain and in the providers' books by itself.</summary>
    public required IReadOnlyList<InvariantCheckResponse> OwnChecks { get; init; }

    /// <summary>Each provider.</summary>
    public required IReadOnlyList<ProviderLine> Providers { get; init; }

    /// <summary>Each order, with its transactions.</summary>
    public required IReadOnlyList<OrderLine> OrderList { get; init; }

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Form);
}
