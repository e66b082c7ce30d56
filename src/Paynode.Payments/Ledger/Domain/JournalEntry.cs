namespace Paynode.Payments;

/// <summary>A movement of money: lines that sum to zero in every currency. Entries are appended, never changed.</summary>
public sealed record JournalEntry
{
    /// <summary>Checks that the lines balance.</summary>
    /// <param name="key">What the entry books, so that it is booked once: an on-chain event's key, or an order's step.</param>
    /// <param name="order">The order it belongs to, or null for an escrow that no order knows.</param>
    /// <param name="type">locked, released or refunded; with "_withdrawn" appended for what undoes one.</param>
    /// <param name="lines">At least two.</param>
    /// <exception cref="ArgumentException">The lines do not balance, or one is zero.</exception>
    public JournalEntry(string key, OrderId? order, string type, IReadOnlyList<JournalLine> lines)
    {
        if (lines.Count < 2 || lines.Any(line => line.Amount.Minor == 0))
        {
            throw new ArgumentException("An entry has two lines or more, and none is zero.", nameof(lines));
        }

        if (lines.GroupBy(line => line.Amount.Currency).Any(group => group.Aggregate(Int128.Zero, (sum, line) => sum + line.Amount.Minor) != 0))
        {
            throw new ArgumentException($"The entry '{key}' does not balance.", nameof(lines));
        }

        (Key, Order, Type, Lines) = (key, order, type, lines);
    }

    /// <summary>What the entry books; unique in the ledger.</summary>
    public string Key { get; }

    /// <summary>The order it belongs to, or null.</summary>
    public OrderId? Order { get; }

    /// <summary>What kind of movement.</summary>
    public string Type { get; }

    /// <summary>The lines.</summary>
    public IReadOnlyList<JournalLine> Lines { get; }

    /// <summary>The entry that undoes this one: same lines, signs turned, under a key of its own. Its type says what it undoes.</summary>
    public JournalEntry Reverse(string key) => new(
        key, Order, $"{Type}_withdrawn", [.. Lines.Select(line => line with { Amount = -line.Amount })]);
}
