using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>What corridors have to know of a chain.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Tokens">The symbols of its tokens.</param>
/// <param name="ProtocolFee">The fee that its escrow takes of new orders; the escrow is asked, so that terms always fit it.</param>
public sealed record ChainFacts(string Name, IReadOnlyCollection<string> Tokens, BasisPoints ProtocolFee);
