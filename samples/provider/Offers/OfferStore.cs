using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Offers;

/// <summary>
/// The provider's own ledger: every offer with its state, and the balances it pays from. All changes pass through one lock and
/// are journalled before they count, so that two threads, or a restart, never pay one offer twice.
/// </summary>
public sealed class OfferStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Journal? _journal;
    private readonly Dictionary<Guid, OfferRecord> _records = [];
    private readonly Dictionary<string, decimal> _deposited;
    private readonly Dictionary<string, decimal> _paid = [];
    private readonly Dictionary<string, decimal> _setAside = [];

    /// <param name="openingBalances">What the provider's accounts held before the first payout of the journal.</param>
    /// <param name="journal">Null keeps the book in memory only.</param>
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

    /// <summary>Notes a new offer, or finds the one known under this id already.</summary>
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

    /// <summary>Changes the record if it is in state <paramref name="from"/>; the compare-and-set behind every promise of this provider.</summary>
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

    /// <summary>Closes an offer that is not being paid. Answers what the offer is now: a payout under way or done stays.</summary>
    public OfferRecord? CloseUnpaid(Guid offerId, string? code, string? reason)
    {
        NotPaid(OfferState.Received);
        NotPaid(OfferState.Accepted);
        return Find(offerId);

        void NotPaid(OfferState from) => Move(offerId, from, record => record with { State = OfferState.NotPaid, Code = code, Reason = reason });
    }

    public void Acknowledge(Guid offerId, Report report)
    {
        lock (_lock)
        {
            Write(_records[offerId] with { Report = report });
        }
    }

    /// <summary>Sets the payout's amount aside for an open offer, before it is accepted; false when the funds are not there or the offer was closed meanwhile.</summary>
    public bool SetAside(Guid offerId)
    {
        lock (_lock)
        {
            return _records.TryGetValue(offerId, out var record)
                && record.State == OfferState.Received
                && (record.FundsSetAside || TrySetAside(record));
        }
    }

    /// <summary>What is left on each account: deposits less payouts. Funds set aside for accepted offers are still on the account.</summary>
    public IReadOnlyDictionary<string, decimal> Balances()
    {
        lock (_lock)
        {
            return _deposited.Keys.ToDictionary(currency => currency, BalanceOf);
        }
    }

    /// <summary>Sets what is left on an account, as a top-up or a withdrawal by the provider's owner would.</summary>
    public void SetBalance(string currency, decimal balance)
    {
        lock (_lock)
        {
            _deposited[currency] = _deposited.GetValueOrDefault(currency) + balance - BalanceOf(currency);
        }

        BalancesChanged?.Invoke();
    }

    /// <summary>Takes everything from the accounts that is not set aside for an offer.</summary>
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
            new Payout(record.Offer.OfferId, record.Offer.OrderId, record.Offer.Payout, record.Reference!, record.PaidAt!.Value, record.Report)),
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
        static void Add(Dictionary<string, decimal> sums, string currency, decimal amount) => sums[currency] = sums.GetValueOrDefault(currency) + amount;
    }
}
