namespace Paynode.Payments;

/// <summary>A double-entry posting: lines that sum to zero in every currency. Entries are appended, never changed.</summary>
public sealed record JournalEntry
{
    /// <summary>Checks that the lines balance.</summary>
    /// <param name="key">Idempotency key of the entry: an on-chain event's key, or an order's step.</param>
    /// <param name="order">The order it belongs to, or null for an escrow that matches no order.</param>
    /// <param name="type">locked, released or refunded; with "_withdrawn" appended for a reversal.</param>
    /// <param name="lines">At least two.</param>
    /// <exception cref="ArgumentException">The lines do not balance, or one is zero.</exception>
    public JournalEntry(string key, OrderId? order, string type, IReadOnlyList<JournalLine> lines)
    {
        if (lines.Count < 2 || lines.Any(line => line.Amount.Minor == 0))
        {
            throw new ArgumentException("An entry has two lines or more, and none is zero.", nameof(lines));
        }

        if (lines.GroupBy(line => line.Amount.Currency).Any(
            group => group.Aggregate(Int128.Zero, (sum, line) => sum + line.Amount.Minor) != 0))
        {
            throw new ArgumentException($"The entry '{key}' does not balance.", nameof(lines));
        }

        (Key, Order, Type, Lines) = (key, order, type, lines);
    }

    /// <summary>Idempotency key; unique in the ledger.</summary>
    public string Key { get; }

    /// <summary>The order it belongs to, or null.</summary>
    public OrderId? Order { get; }

    /// <summary>The type of posting.</summary>
    public string Type { get; }

    /// <summary>The lines.</summary>
    public IReadOnlyList<JournalLine> Lines { get; }

    /// <summary>The reversing entry: same lines with inverted signs, under its own key. Its type names the entry it reverses.</summary>
    public JournalEntry Reverse(string key) => new(
        key, Order, $"{Type}_withdrawn", [.. Lines.Select(line => line with { Amount = -line.Amount })]);
}

/// <summary>One line of a journal entry.</summary>
/// <param name="Account">Whose balance moves; see <see cref="Payments.Account"/>.</param>
/// <param name="Amount">A debit is positive, a credit negative; never zero.</param>
public sealed record JournalLine(string Account, Money Amount);
