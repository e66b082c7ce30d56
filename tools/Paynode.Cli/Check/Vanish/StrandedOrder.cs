using System.Numerics;
using Paynode.Chain.Primitives;
using Paynode.Client;
using Paynode.Cli.Demo.Chain;

namespace Paynode.Cli.Check.Vanish;

/// <summary>An order that was funded and never ended.</summary>
/// <param name="Order">What the payer was given when it was created, and nothing that came later.</param>
/// <param name="Funding">The payer's last transaction.</param>
public sealed record StrandedOrder(OrderResponse Order, string Funding)
{
    /// <summary>What was funded, in the token's smallest unit.</summary>
    public BigInteger Amount => Wallets.UnitsOf(Order.Deposit.Amount);

    /// <summary>Where it has to come back to; of this order alone.</summary>
    public Address RefundAddress => Address.Parse(Order.RefundAddress);

    /// <summary>The terms as the payer kept them.</summary>
    public DepositTermsResponse Terms => Order.Deposit.Terms;
}
