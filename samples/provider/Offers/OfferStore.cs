using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Offers;

/// <summary>
/// The provider's own ledger: every offer with its state, and the account balances. All changes are serialized by one lock and
/// journalled before they take effect, so that neither two threads nor a restart ever pay one offer twice.
/// </summary>
public sealed class OfferStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Journal? _journal;
    private readonly Dictionary<Guid, OfferRecord> _records = [];
    private readonly Dictionary<string, decimal> _deposited;
    private readonly Dictionary<string, decimal> _paid = [];
    private readonly Dictionary<string, decimal> _setAside = [];

    /// <param name="openingBalances">The balances of the provider's accounts before the journal's first payout.</param>
    /// <param name="journal">Null keeps the ledger in memory only.</param>
    public OfferStore(IReadOnlyDictionary<string, decimal> openingBalances, Journal? journal = null)
    {
        _deposited = new Dictionary<string, decimal>(openingBalances);
        _journal = journal;
        foreach (var record in journal?.Recovered ?? [])
        {
            Replace(record);
        }
    }

    /// <summary>Raised after an account's balance may have changed.</summary>
    public event Action? BalancesChanged;

    /// <summary>Records a new offer, or finds the known one with this id.</summary>
    public (OfferRecord Record, bool IsNew) Note(Offer offer)
    {
        lock (_lock)
        {
            return _records.TryGetValue(offer.OfferId, out var known) ? (known, false) : (Write(new OfferRecord(offer)), true);
        }
    }

    public OfferRecord? Find(Guid offerId)
    {
        lock (_lock)
        {
            return _records.GetValueOrDefault(offerId);
        }
    }

    /// <summary>
    /// Changes the record if it is in state <paramref name="from"/>: the compare-and-set behind every guarantee of this provider.
    /// </summary>
    public OfferRecord? Move(Guid offerId, OfferState from, Func<OfferRecord, OfferRecord> change)
    {
        OfferRecord moved;
        lock (_lock)
        {
            if (!_records.TryGetValue(offerId, out var record) || record.State != from)
            {
                return null;
            }

            moved = Write(change(record));
        }

        BalancesChanged?.Invoke();
        return moved;
    }

    /// <summary>
    /// Closes an offer that is not being paid. Returns the offer's current state: a payout in progress or done is unchanged.
    /// </summary>
    public OfferRecord? CloseUnpaid(Guid offerId, string? code, string? reason)
    {
        NotPaid(OfferState.Received);
        NotPaid(OfferState.Accepted);
        return Find(offerId);

        void NotPaid(OfferState from) =>
            Move(offerId, from, record => record with { State = OfferState.NotPaid, Code = code, Reason = reason });
    }

    public void Acknowledge(Guid offerId, Report report)
    {
        lock (_lock)
        {
            Write(_records[offerId] with { Report = report });
        }
    }

    /// <summary>
    /// Reserves the payout's amount for an open offer, before it is accepted; false when the funds are insufficient or the offer
    /// was closed meanwhile.
    /// </summary>
    public bool SetAside(Guid offerId)
    {
        lock (_lock)
        {
            return _records.TryGetValue(offerId, out var record)
                && record.State == OfferState.Received
                && (record.FundsSetAside || TrySetAside(record));
        }
    }

    /// <summary>Balance of each account: deposits less payouts. Funds reserved for accepted offers are still on the account.</summary>
    public IReadOnlyDictionary<string, decimal> Balances()
    {
        lock (_lock)
        {
            return _deposited.Keys.ToDictionary(currency => currency, BalanceOf);
        }
    }

    /// <summary>Sets the balance of an account, like a top-up or a withdrawal by the provider's owner.</summary>
    public void SetBalance(string currency, decimal balance)
    {
        lock (_lock)
        {
            _deposited[currency] = _deposited.GetValueOrDefault(currency) + balance - BalanceOf(currency);
        }

        BalancesChanged?.Invoke();
    }

    /// <summary>Removes everything from the accounts that is not reserved for an offer.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            foreach (var currency in _deposited.Keys.ToList())
            {
                _deposited[currency] = _paid.GetValueOrDefault(currency) + _setAside.GetValueOrDefault(currency);
            }
        }

        BalancesChanged?.Invoke();
    }

    public IReadOnlyList<OfferRecord> Records()
    {
        lock (_lock)
        {
            return [.. _records.Values];
        }
    }

    public IReadOnlyList<Payout> Payouts() =>
    [
        .. Records().Where(record => record.State == OfferState.Paid).Select(record =>
            new Payout(
                record.Offer.OfferId, record.Offer.OrderId, record.Offer.Payout, record.Reference!, record.PaidAt!.Value, record.Report)),
    ];

    public void Dispose() => _journal?.Dispose();

    private bool TrySetAside(OfferRecord record)
    {
        var payout = record.Offer.Payout;
        if (BalanceOf(payout.Currency) - _setAside.GetValueOrDefault(payout.Currency) < payout.Amount)
        {
            return false;
        }

        Write(record with { FundsSetAside = true });
        return true;
    }

    private decimal BalanceOf(string currency) => _deposited.GetValueOrDefault(currency) - _paid.GetValueOrDefault(currency);

    private OfferRecord Write(OfferRecord record)
    {
        _journal?.Append(record);
        Replace(record);
        return record;
    }

    private void Replace(OfferRecord record)
    {
        var (currency, amount) = (record.Offer.Payout.Currency, record.Offer.Payout.Amount);
        var former = _records.GetValueOrDefault(record.Offer.OfferId);
        Add(_setAside, currency, (Count(record.HoldsFunds) - Count(former is { HoldsFunds: true })) * amount);
        Add(_paid, currency, (Count(record.State == OfferState.Paid) - Count(former is { State: OfferState.Paid })) * amount);
        _records[record.Offer.OfferId] = record;

        static int Count(bool applies) => applies ? 1 : 0;
        static void Add(Dictionary<string, decimal> sums, string currency, decimal amount) =>
            sums[currency] = sums.GetValueOrDefault(currency) + amount;
    }
}
