using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Offers;

/// <summary>A provider's checks before it reserves funds. A real one would verify the account holder with its bank here.</summary>
/// <param name="rates">The corridors it serves, as currently published.</param>
/// <param name="refusedAccounts">Account identifiers it cannot pay, each with its decline code.</param>
public sealed class Screening(Func<IReadOnlyList<CorridorRate>> rates, IReadOnlyDictionary<string, string> refusedAccounts)
{
    public Refusal? Check(Offer offer)
    {
        if (rates().FirstOrDefault(rate => rate.Corridor == offer.Corridor) is not { } terms)
        {
            return new Refusal(ReasonCode.Other, $"Corridor {offer.Corridor} is not served.");
        }

        if (offer.Source.Amount > terms.MaxAmount)
        {
            return new Refusal(ReasonCode.LimitExceeded, $"At most {terms.MaxAmount} {offer.Source.Currency} a payout.");
        }

        if (offer.Payout.Amount > offer.Source.Amount * terms.Rate)
        {
            return new Refusal(ReasonCode.Other, $"The payout asks for a better rate than {terms.Rate}.");
        }

        return refusedAccounts.TryGetValue(offer.Recipient.AccountIdentifier, out var code)
            ? new Refusal(code, "The institution does not accept payments to this account.")
            : null;
    }
}
