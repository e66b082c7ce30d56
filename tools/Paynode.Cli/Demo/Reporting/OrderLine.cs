using Paynode.Cli.Api;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>One order in the report.</summary>
public sealed record OrderLine(
    int Number,
    string? Id,
    string State,
    string Corridor,
    string? Source,
    string? Payout,
    IReadOnlyList<string> AskedProviders,
    double? DepositToSettledMs,
    IReadOnlyList<OrderTransaction> Transactions,
    string? Fault);
