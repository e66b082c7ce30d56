using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>
/// Makes things happen on the chain with one key, each once. A transaction is stored, given a nonce, signed, its
/// bytes stored, and only then sent; every step is atomic, and a drive resumes wherever the last one stopped. Two
/// signed forms of one transaction share its nonce, so the chain itself runs at most one of them.
/// </summary>
public sealed class TransactionSender
{
    private const int MaxKeyLength = 200;

    private readonly IChainClient _client;
    private readonly ISigner _signer;
    private readonly TransactionSeal _seal;
    private readonly TransactionSenderOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TransactionStore _store;
    private readonly TransactionQueries _queries;

    /// <summary>Makes a sender for the signer's key.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="signer">Holds the key.</param>
    /// <param name="seal">Seals what is requested, and is checked before anything is signed.</param>
    /// <param name="options">Limits.</param>
    /// <param name="source">The database with the module's tables.</param>
    /// <param name="time">Decides when a transaction is stuck.</param>
    /// <param name="logger">Hears of what is out of the ordinary.</param>
    public TransactionSender(
        IChainClient client,
        ISigner signer,
        TransactionSeal seal,
        TransactionSenderOptions options,
        NpgsqlDataSource source,
        TimeProvider time,
        ILogger<TransactionSender> logger)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(seal);
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _signer = signer;
        _seal = seal;
        _options = options;
        _source = source;
        _time = time;
        _logger = logger;
        _store = new TransactionStore(source, options.ChainId, signer.Address, time);
        _queries = new TransactionQueries(source, options.ChainId);
    }

    /// <summary>The account that sends.</summary>
    public Address Address => _signer.Address;

    /// <summary>Stores what is to happen. The same key a second time changes nothing.</summary>
    /// <param name="request">What is to happen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The transaction as it stands.</returns>
    /// <exception cref="IdempotencyConflictException">The key stands for something else.</exception>
    public async Task<TransactionStatus> EnqueueAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.IdempotencyKey);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.IdempotencyKey.Length, MaxKeyLength, nameof(request));
        var added = await _store.EnqueueAsync(request, _seal.Of(_options.ChainId, Address, request), cancellationToken).ConfigureAwait(false);
        if (added == 0 && !await _store.IsSameAsync(request, cancellationToken).ConfigureAwait(false))
        {
            throw new IdempotencyConflictException(request.IdempotencyKey);
        }

        return (await FindAsync(request.IdempotencyKey, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Gives a transaction up that was never signed. It ends as refused, and its key stays taken.</summary>
    /// <param name="idempotencyKey">The key it was enqueued under.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there is none, or it may be signed: then it goes on.</returns>
    public async Task<bool> RetractAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        await _store.RetractAsync(idempotencyKey, cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>
    /// Seals every open request as it stands, when a database of a release without seals, or sealed under another key, is taken
    /// over. Whoever calls this vouches for what the database holds.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many got a seal.</returns>
    public async Task<int> SealOpenAsync(CancellationToken cancellationToken)
    {
        var sealedNow = 0;
        foreach (var transaction in await _store.LoadAsync(["queued", "pending", "mined"], "id", int.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            if (!_seal.Fits(_options.ChainId, Address, transaction) && !transaction.IsFiller)
            {
                var request = new TransactionRequest(transaction.Key, transaction.To, transaction.Data, transaction.Value);
                sealedNow += await _store.SealAsync(transaction.Id, _seal.Of(_options.ChainId, Address, request), cancellationToken).ConfigureAwait(false);
            }
        }

        return sealedNow;
    }

    /// <summary>Finds a transaction.</summary>
    /// <param name="idempotencyKey">The key it was enqueued under.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The transaction, or nothing when the key is new.</returns>
    public Task<TransactionStatus?> FindAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        _queries.FindAsync(idempotencyKey, cancellationToken);

    /// <summary>Finds several transactions.</summary>
    /// <param name="idempotencyKeys">The keys they were enqueued under.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that there are, by key.</returns>
    public Task<IReadOnlyDictionary<string, TransactionStatus>> FindAsync(
        IReadOnlyCollection<string> idempotencyKeys, CancellationToken cancellationToken) =>
        _queries.FindAsync(idempotencyKeys, cancellationToken);

    /// <summary>Counts the transactions that wait.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many by <see cref="WaitingReason"/>; none that is zero.</returns>
    public Task<IReadOnlyDictionary<string, int>> WaitingCountsAsync(CancellationToken cancellationToken) =>
        _store.WaitingCountsAsync(cancellationToken);

    /// <summary>Takes every open transaction one step on. Called on a timer; two calls at once do no harm.</summary>
    /// <param name="cancellationToken">Ends the drive between two steps.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ChainRpcException">The node cannot be read; the next drive resumes.</exception>
    public async Task<DriveReport> DriveAsync(CancellationToken cancellationToken)
    {
        using var activity = ChainTelemetry.Activities.StartActivity("drive");
        activity?.SetTag("chain.id", _options.ChainId).SetTag("sender", Address.ToString());
        var owned = await SenderLock.TryTakeAsync(_source, _options.ChainId, Address, cancellationToken).ConfigureAwait(false);
        if (owned is null)
        {
            return new DriveReport(true, 0, 0, 0, null);
        }

        await using (owned.ConfigureAwait(false))
        {
            return await HasWorkAsync(cancellationToken).ConfigureAwait(false)
                ? await DriveOwnedAsync(cancellationToken).ConfigureAwait(false)
                : new DriveReport(false, 0, 0, 0, null);
        }
    }

    private async Task<bool> HasWorkAsync(CancellationToken cancellationToken) =>
        await _store.CountOpenAsync(cancellationToken).ConfigureAwait(false) > 0
        || await _store.HasRecentAsync(_time.GetUtcNow() - _options.WatchFinalFor, cancellationToken).ConfigureAwait(false);

    private async Task<DriveReport> DriveOwnedAsync(CancellationToken cancellationToken)
    {
        var dispatcher = new TransactionDispatcher(_client, _signer, _seal, _store, _options, _logger);
        // Nonces go in order: what is on its way stands in front of whatever presses, so that all of it may cost as much.
        var isPressed = await _store.IsPressedAsync(cancellationToken).ConfigureAwait(false);
        var tracker = new TransactionTracker(
            _client, Address, _store, dispatcher, isPressed ? _options.WithDeadlinePriority : _options, _time, _logger);
        var fees = await _client.GetFeesAsync(cancellationToken).ConfigureAwait(false);
        await tracker.TrackAsync(await InFlightAsync(cancellationToken).ConfigureAwait(false), fees, cancellationToken).ConfigureAwait(false);
        var stillOpen = await InFlightAsync(cancellationToken).ConfigureAwait(false);
        await new NonceKeeper(_client, Address, _store, _logger).RepairAsync(stillOpen, cancellationToken).ConfigureAwait(false);
        await new TransactionAdmission(_client, Address, _store, dispatcher, _options, _time, _logger)
            .AdmitAsync(stillOpen.Count(t => t.State == TransactionState.Pending), fees, isPressed, cancellationToken).ConfigureAwait(false);
        var waiting = await ReportWaitingAsync(cancellationToken).ConfigureAwait(false);

        var open = await _store.CountOpenAsync(cancellationToken).ConfigureAwait(false);
        return new DriveReport(false, open, dispatcher.Sent, tracker.Finished, waiting);
    }

    private async Task<string?> ReportWaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = await _store.WaitingAsync(cancellationToken).ConfigureAwait(false);
        if (waiting is not null)
        {
            _logger.LogWarning("Transactions of {Sender} on chain {ChainId} wait: {Reason}", Address, _options.ChainId, waiting);
        }

        var counts = await _store.WaitingCountsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var reason in WaitingReason.All)
        {
            ChainTelemetry.TransactionsWaiting.Record(
                counts.GetValueOrDefault(reason),
                new KeyValuePair<string, object?>("chain.id", _options.ChainId),
                new KeyValuePair<string, object?>("reason", reason));
        }

        return waiting;
    }

    private Task<IReadOnlyList<StoredTransaction>> InFlightAsync(CancellationToken cancellationToken) =>
        _store.LoadAsync(["pending", "mined"], "nonce", int.MaxValue, cancellationToken);
}
