using Paynode.Chain.Primitives;

namespace Paynode.Payments;

/// <summary>The escrows, one per chain, by the chain's configured name.</summary>
public sealed class EscrowDirectory(IEnumerable<ChainEscrow> escrows)
{
    private readonly Dictionary<string, ChainEscrow> byChain = escrows.ToDictionary(escrow => escrow.Chain, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<ChainEscrow> All => byChain.Values;

    /// <summary>The escrow on a chain.</summary>
    /// <exception cref="InvalidOperationException">No such chain is configured.</exception>
    public ChainEscrow On(string chain) =>
        byChain.GetValueOrDefault(chain) ?? throw new InvalidOperationException($"No chain '{chain}' is configured.");

    /// <summary>How to fund an order.</summary>
    public DepositInstructions InstructionsFor(Order order) => On(order.Chain).InstructionsFor(order);

    /// <summary>Parses an address that is to receive tokens.</summary>
    /// <returns>
    /// The address, or <c>address_invalid</c>: malformed, wrong checksum, zero, or one of our own contracts, which could not
    /// return what it receives: no escrow pays itself, so such an order could be neither released nor refunded.
    /// </returns>
    public Result<Address> ParseReceiver(string? text, string field) =>
        Address.TryParse(text, out var address) && address != Address.Zero && !IsContract(address)
            ? address
            : new Problem("address_invalid", "This is not an address that can receive tokens; check its checksum.", field);

    private bool IsContract(Address address) =>
        byChain.Values.Any(
            escrow => escrow.Contracts.Any(contract => contract.Address == address) || escrow.Tokens.Values.Contains(address));
}
