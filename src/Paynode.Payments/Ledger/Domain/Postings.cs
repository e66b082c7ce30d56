namespace Paynode.Payments;

/// <summary>The ledger entries of an escrow's lifecycle. Each is keyed by the chain event, so that it is posted once.</summary>
public static class Postings
{
    /// <summary>A payer's funds arrived in the escrow.</summary>
    public static JournalEntry Locked(string key, OrderId? order, string chain, Money amount) => new(
        key, order, "locked",
        [new(Account.Escrow(chain), amount), new(Account.Payers(chain), -amount)]);

    /// <summary>The escrow released: the amount discharges the liability to payers, and the fee is earned.</summary>
    /// <param name="key">The chain event's key.</param>
    /// <param name="order">The order, when Paynode knows it.</param>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="gross">All that left the escrow: the provider's share, the integrator's and the protocol's.</param>
    /// <param name="protocolFee">The protocol's part of it; may be zero.</param>
    public static JournalEntry Released(string key, OrderId? order, string chain, Money gross, Money protocolFee)
    {
        List<JournalLine> lines = [new(Account.Payers(chain), gross), new(Account.Escrow(chain), -gross)];
        if (protocolFee.IsPositive)
        {
            lines.AddRange([new(Account.Treasury(chain), protocolFee), new(Account.Revenue(chain), -protocolFee)]);
        }

        return new JournalEntry(key, order, "released", lines);
    }

    /// <summary>A released or refunded amount was refused by its receiver's token and stayed in the escrow, owed to the receiver.</summary>
    /// <param name="key">The chain event's key.</param>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="amount">Whether the receiver is Paynode's own: a fee that was posted as received was not.</param>
    /// <param name="isFee">The receiver is Paynode's own: a fee that was booked as arrived has not.</param>
    public static JournalEntry Credited(string key, string chain, Money amount, bool isFee = false) => new(
        key, null, "credited",
        [new(Account.Escrow(chain), amount), new(isFee ? Account.Treasury(chain) : Account.Credits(chain), -amount)]);

    /// <summary>A refused amount was paid later.</summary>
    /// <param name="key">The chain event's key.</param>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="amount">What was paid.</param>
    /// <param name="isFee">Whether the receiver was Paynode's own.</param>
    public static JournalEntry CreditPaid(string key, string chain, Money amount, bool isFee = false) => new(
        key, null, "credit_paid",
        [new(isFee ? Account.Treasury(chain) : Account.Credits(chain), amount), new(Account.Escrow(chain), -amount)]);

    /// <summary>The escrow returned the funds.</summary>
    public static JournalEntry Refunded(string key, OrderId? order, string chain, Money amount) => new(
        key, order, "refunded",
        [new(Account.Payers(chain), amount), new(Account.Escrow(chain), -amount)]);
}
