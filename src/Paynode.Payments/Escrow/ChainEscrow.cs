using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Payments;

/// <summary>
/// The escrow of one chain: its contract, its tokens, and what they imply for an order. Previous deployments take no new orders,
/// but settle those they hold.
/// </summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Contract">The deployment.</param>
/// <param name="Tokens">Token contracts by currency.</param>
public sealed record ChainEscrow(string Chain, EscrowContract Contract, IReadOnlyDictionary<Currency, Address> Tokens)
{
    /// <summary>Receiver of the protocol fees when the host started; null when it was not queried.</summary>
    public Address? FeeReceiver { get; init; }

    /// <summary>Previous deployments that still hold orders.</summary>
    public IReadOnlyList<EscrowContract> Former { get; init; } = [];

    /// <summary>The current deployment and the previous ones.</summary>
    public IEnumerable<EscrowContract> Contracts => [Contract, .. Former];

    /// <summary>The deployment at an address; null means the current one.</summary>
    /// <exception cref="InvalidOperationException">It is no longer configured.</exception>
    public EscrowContract ContractAt(string? address) => address is null
        ? Contract
        : Contracts.FirstOrDefault(it => it.Address == Address.Parse(address))
            ?? throw new InvalidOperationException($"No escrow {address} is configured on {Chain}; add it to FormerEscrows.");

    /// <summary>The deployment that an order's terms were made for; the escrow order id commits to it.</summary>
    /// <exception cref="InvalidOperationException">It is no longer configured.</exception>
    public EscrowContract ContractOf(EscrowTerms terms, Bytes32 escrowOrderId) =>
        Contracts.FirstOrDefault(it => it.OrderIdOf(terms) == escrowOrderId)
            ?? throw new InvalidOperationException($"No escrow configured on {Chain} has the order {escrowOrderId}.");

    /// <summary>The deployment in which a stored order was opened.</summary>
    /// <exception cref="InvalidOperationException">It is no longer configured.</exception>
    public EscrowContract ContractOf(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return ContractOf(TermsOf(order), Bytes32.Parse(order.EscrowOrderId));
    }

    /// <summary>The escrow's terms for an order.</summary>
    public EscrowTerms TermsFor(OrderId order, Money source, Address refundTo, DateTimeOffset deadline, BasisPoints protocolFee) => new(
        EscrowTerms.ReferenceOf(order.Value),
        TokenOf(source.Currency),
        (BigInteger)source.Minor,
        refundTo,
        refundTo,
        deadline.ToUnixTimeSeconds(),
        protocolFee.Value,
        0,
        Address.Zero,
        ReleaseMode.Operator);

    /// <summary>The terms that a stored order was opened with.</summary>
    public EscrowTerms TermsOf(Order order) => TermsFor(
        order.Id, order.Price.Source, Address.Parse(order.RefundAddress), order.EscrowDeadline, order.ProtocolFee);

    /// <summary>The currency of a token contract; null when the token is not configured.</summary>
    public Currency? CurrencyOf(Address token) => Tokens.FirstOrDefault(entry => entry.Value == token).Key;

    /// <summary>How to fund an order: two calls from any wallet, or a transfer to its own address.</summary>
    public DepositInstructions InstructionsFor(Order order)
    {
        var token = TokenOf(order.Price.Source.Currency);
        var terms = TermsOf(order);
        var contract = ContractOf(order);
        var approve = EscrowCalls.Approve(contract.Address, (BigInteger)order.Price.Source.Minor);
        var calls = new[]
        {
            new DepositCall("approve", token.ToString(), Hex.Encode(approve)),
            new DepositCall("lock", contract.Address.ToString(), Hex.Encode(EscrowCalls.Lock(terms))),
        };
        return new DepositInstructions(
            Chain, contract.ChainId, contract.Address.ToString(), order.Price.Source.Currency.Code, token.ToString(),
            order.Price.Source.ToDecimalString(), contract.DepositAddressOf(Bytes32.Parse(order.EscrowOrderId)).ToString(), order.DepositBy,
            order.EscrowDeadline, order.EscrowOrderId, calls,
            DepositTerms.Of(terms));
    }

    private Address TokenOf(Currency currency) => Tokens.TryGetValue(currency, out var token)
        ? token
        : throw new InvalidOperationException($"{currency} is not configured on {Chain}.");
}
