using Paynode.Client;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>One order in the report.</summary>
/// <param name="Funding">How its funds reached the escrow: lock, or deposit_address.</param>
/// <param name="AskedProviders">Those that were offered it, first to last.</param>
/// <param name="RoutingMs">How long each of its routing decisions took.</param>
/// <param name="Fault">Why the demo could not go on with it.</param>
public sealed record OrderLine(
    int Number,
    string? Id,
    string State,
    string Corridor,
    string Funding,
    string? Source,
    string? Payout,
    IReadOnlyList<string> AskedProviders,
    double? DepositToSettledMs,
    IReadOnlyList<double> RoutingMs,
    IReadOnlyList<TransactionResponse> Transactions,
    string? Fault);
