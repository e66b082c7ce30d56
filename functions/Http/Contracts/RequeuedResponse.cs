namespace Paynode.Functions;

/// <summary>What was put back.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Requeued">How many messages.</param>
public sealed record RequeuedResponse(string Queue, int Requeued);
