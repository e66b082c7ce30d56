namespace Paynode.Payments;

/// <summary>Numbers of rows sealed as stored; see <see cref="ExistingSeals"/>.</summary>
/// <param name="Providers">Providers' settlement addresses.</param>
/// <param name="Orders">Orders that have not ended.</param>
/// <param name="Offers">Offers that are open, or paid and not settled.</param>
/// <param name="Decisions">Releases and refunds.</param>
public sealed record SealedCounts(int Providers, int Orders, int Offers, int Decisions);
