using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Facts about a chain that corridors need.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Tokens">The symbols of its tokens.</param>
/// <param name="ProtocolFee">The fee that its escrow takes of new orders; read from the escrow, so that terms always match it.</param>
public sealed record ChainFacts(string Name, IReadOnlyCollection<string> Tokens, BasisPoints ProtocolFee);
