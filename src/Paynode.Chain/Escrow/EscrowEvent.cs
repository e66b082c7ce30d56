using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>An event of an order on the chain. Amounts are in the token's smallest unit.</summary>
public abstract record EscrowEvent
{
    private EscrowEvent()
    {
    }

    /// <summary>The kind's name, as stored and used in metrics.</summary>
    public string Kind => GetType().Name;

    /// <summary>The order's id in the escrow, where the event itself contains it.</summary>
    public virtual Bytes32? OrderId => null;

    /// <summary>The token, where the event itself contains it.</summary>
    public virtual Address? Token => null;

    /// <summary>The amount that determines how many confirmations the event needs.</summary>
    public virtual BigInteger Amount => BigInteger.Zero;

    /// <summary>An order was funded in full.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Reference">The order's id outside the chain.</param>
    /// <param name="Funder">The source of the tokens: a wallet or the order's own deposit address.</param>
    /// <param name="Terms">All the terms.</param>
    public sealed record Locked(Bytes32 Order, Bytes32 Reference, Address Funder, EscrowTerms Terms) : EscrowEvent
    {
        /// <inheritdoc />
        public override Bytes32? OrderId => Order;

        /// <inheritdoc />
        public override Address? Token => Terms.Token;

        /// <inheritdoc />
        public override BigInteger Amount => Terms.Amount;
    }

    /// <summary>Part or all of an order was released.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Provider">The provider that was paid.</param>
    /// <param name="ProviderAmount">The provider's amount.</param>
    /// <param name="ProtocolFee">The protocol's fee.</param>
    /// <param name="IntegratorFee">The integrator's fee.</param>
    /// <param name="Remaining">The amount that is still held.</param>
    public sealed record Released(
        Bytes32 Order, Address Provider, BigInteger ProviderAmount, BigInteger ProtocolFee, BigInteger IntegratorFee, BigInteger Remaining)
        : EscrowEvent
    {
        /// <inheritdoc />
        public override Bytes32? OrderId => Order;

        /// <inheritdoc />
        public override BigInteger Amount => ProviderAmount + ProtocolFee + IntegratorFee;
    }

    /// <summary>The amount that was still held went to the refund address.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="RefundTo">The refund address.</param>
    /// <param name="Refund">The amount.</param>
    public sealed record Refunded(Bytes32 Order, Address RefundTo, BigInteger Refund) : EscrowEvent
    {
        /// <inheritdoc />
        public override Bytes32? OrderId => Order;

        /// <inheritdoc />
        public override BigInteger Amount => Refund;
    }

    /// <summary>An item of a release batch had no effect.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Reason">The contract's reason.</param>
    public sealed record ReleaseSkipped(Bytes32 Order, EscrowRefusal Reason) : EscrowEvent
    {
        /// <inheritdoc />
        public override Bytes32? OrderId => Order;
    }

    /// <summary>An item of a refund batch had no effect.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Reason">The contract's reason.</param>
    public sealed record RefundSkipped(Bytes32 Order, EscrowRefusal Reason) : EscrowEvent
    {
        /// <inheritdoc />
        public override Bytes32? OrderId => Order;
    }

    /// <summary>Tokens, or native currency as token zero, left a deposit address other than into the escrow.</summary>
    /// <param name="DepositAddress">The deposit address.</param>
    /// <param name="ReturnedToken">The token.</param>
    /// <param name="RefundTo">The recipient.</param>
    /// <param name="Returned">The amount.</param>
    public sealed record DepositReturned(Address DepositAddress, Address ReturnedToken, Address RefundTo, BigInteger Returned) : EscrowEvent
    {
        /// <inheritdoc />
        public override Address? Token => ReturnedToken;

        /// <inheritdoc />
        public override BigInteger Amount => Returned;
    }

    /// <summary>A token refused a payout; the amount is credited to the account.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="CreditedToken">The token.</param>
    /// <param name="Credit">The amount.</param>
    public sealed record Credited(Address Account, Address CreditedToken, BigInteger Credit) : EscrowEvent
    {
        /// <inheritdoc />
        public override Address? Token => CreditedToken;

        /// <inheritdoc />
        public override BigInteger Amount => Credit;
    }

    /// <summary>A credited payout was paid.</summary>
    /// <param name="Account">The account that was credited.</param>
    /// <param name="WithdrawnToken">The token.</param>
    /// <param name="To">The recipient.</param>
    /// <param name="Withdrawal">The amount.</param>
    public sealed record Withdrawn(Address Account, Address WithdrawnToken, Address To, BigInteger Withdrawal) : EscrowEvent
    {
        /// <inheritdoc />
        public override Address? Token => WithdrawnToken;

        /// <inheritdoc />
        public override BigInteger Amount => Withdrawal;
    }

    /// <summary>Tokens arrived at an order's deposit address; <c>collect</c> or <c>recover</c> has to be called.</summary>
    /// <param name="DepositAddress">The deposit address.</param>
    /// <param name="DepositedToken">The token, which may differ from the order's.</param>
    /// <param name="From">The sender.</param>
    /// <param name="Deposit">The amount of this transfer, which may differ from the order's.</param>
    public sealed record DepositSeen(Address DepositAddress, Address DepositedToken, Address From, BigInteger Deposit) : EscrowEvent
    {
        /// <inheritdoc />
        public override Address? Token => DepositedToken;

        /// <inheritdoc />
        public override BigInteger Amount => Deposit;
    }
}
