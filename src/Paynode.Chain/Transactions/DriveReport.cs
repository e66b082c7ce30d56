namespace Paynode.Chain.Transactions;

/// <summary>What one drive of a sender did.</summary>
/// <param name="WasBusy">Another process is driving the key; nothing was done.</param>
/// <param name="Open">Transactions that are not final.</param>
/// <param name="Sent">Signed bytes handed to the node.</param>
/// <param name="Finished">Transactions that became final.</param>
/// <param name="Waiting">Why transactions wait, such as <c>gas_ceiling</c>; nothing when none does.</param>
public sealed record DriveReport(bool WasBusy, int Open, int Sent, int Finished, string? Waiting);
