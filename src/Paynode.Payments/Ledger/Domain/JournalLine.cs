namespace Paynode.Payments;

/// <summary>One line of a journal entry.</summary>
/// <param name="Account">Whose balance moves; see <see cref="Payments.Account"/>.</param>
/// <param name="Amount">A debit is positive, a credit negative; never zero.</param>
public sealed record JournalLine(string Account, Money Amount);
