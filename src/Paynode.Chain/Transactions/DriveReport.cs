namespace Paynode.Chain.Transactions;

/// <summary>The result of one drive of a sender.</summary>
/// <param name="WasBusy">Another process is driving the key; nothing was done.</param>
/// <param name="Open">Transactions that are not final.</param>
/// <param name="Sent">Signed transactions sent to the node.</param>
/// <param name="Finished">Transactions that became final.</param>
/// <param name="Waiting">Why transactions wait, such as <c>gas_ceiling</c>; null when none does.</param>
public sealed record DriveReport(bool WasBusy, int Open, int Sent, int Finished, string? Waiting);
