using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>An event with the row's further columns: its order and its confirmation requirement.</summary>
internal sealed record EventRow(FetchedEvent Fetched, Bytes32? OrderId, ConfirmationRequirement Requirement);
