using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Messages that were given up.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="Letters">The oldest of them.</param>
public sealed record DeadLettersResponse(string Queue, IReadOnlyList<DeadLetter> Letters);
