using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>An event with what its row needs besides the log: whose it is, and how final it has to be.</summary>
internal sealed record EventRow(FetchedEvent Fetched, Bytes32? OrderId, ConfirmationRequirement Requirement);
