using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>
/// Executes on-chain effects with one key, each exactly once. A transaction is stored, given a nonce and signed, its
/// bytes are stored, and only then is it sent; every step is atomic, and a drive resumes where the last one stopped. Two
/// signed versions of one transaction share its nonce, so the chain itself executes at most one of them.
/// </summary>
public sealed class TransactionSender
{
    private const int MaxKeyLength = 200;

    private readonly IChainClient _client;
    private readonly ISigner _signer;
    private readonly TransactionSeal _seal;
    private readonly TransactionSenderOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly TransactionStore _store;
    private readonly TransactionQueries _queries;

    /// <summary>Creates a sender for the signer's key.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="signer">Holds the key.</param>
    /// <param name="seal">Seals requests and is verified before anything is signed.</param>
    /// <param name="options">Limits.</param>
    /// <param name="source">The database with the module's tables.</param>
    /// <param name="timeProvider">Determines when a transaction is stuck.</param>
    /// <param name="logger">Logs exceptional conditions.</param>
    public TransactionSender(
        IChainClient client,
        ISigner signer,
        TransactionSeal seal,
        TransactionSenderOptions options,
        NpgsqlDataSource source,
        TimeProvider timeProvider,
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
        _timeProvider = timeProvider;
        _logger = logger;
        _store = new TransactionStore(source, options.ChainId, signer.Address, timeProvider);
        _queries = new TransactionQueries(source, options.ChainId);
    }

    /// <summary>The account that sends.</summary>
    public Address Address => _signer.Address;

    /// <summary>Stores a request. Repeating the call with the same key changes nothing.</summary>
    /// <param name="request">The requested effect.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The transaction's current status.</returns>
    /// <exception cref="IdempotencyConflictException">The key was used for a different request.</exception>
    public async Task<TransactionStatus> EnqueueAsync(TransactionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.IdempotencyKey);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.IdempotencyKey.Length, MaxKeyLength, nameof(request));
        var seal = _seal.Of(_options.ChainId, Address, request);
        var added = await _store.EnqueueAsync(request, seal, cancellationToken).ConfigureAwait(false);
        if (added == 0 && !await _store.IsSameAsync(request, cancellationToken).ConfigureAwait(false))
        {
            throw new IdempotencyConflictException(request.IdempotencyKey);
        }

        return (await FindAsync(request.IdempotencyKey, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Cancels a transaction that was never signed. It ends as refused, and its key remains used.</summary>
    /// <param name="idempotencyKey">The key under which it was enqueued.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False when it does not exist or may already be signed; in the latter case it continues.</returns>
    public async Task<bool> RetractAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        await _store.RetractAsync(idempotencyKey, cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>
    /// Seals every open request in its current state. For migrating a database from a release without seals, or one sealed with
    /// another key. The caller vouches for the content of the database.
    /// </summary>
    /// <returns>How many requests were sealed.</returns>
    public async Task<int> SealOpenAsync(CancellationToken cancellationToken)
    {
        var sealedNow = 0;
        var open = await _store.LoadAsync(["queued", "pending", "mined"], "id", int.MaxValue, cancellationToken).ConfigureAwait(false);
        foreach (var transaction in open)
        {
            if (!_seal.Fits(_options.ChainId, Address, transaction) && !transaction.IsFiller)
            {
                var request = new TransactionRequest(transaction.Key, transaction.To, transaction.Data, transaction.Value);
                var seal = _seal.Of(_options.ChainId, Address, request);
                sealedNow += await _store.SealAsync(transaction.Id, seal, cancellationToken).ConfigureAwait(false);
            }
        }

        return sealedNow;
    }

    /// <summary>Finds a transaction.</summary>
    /// <param name="idempotencyKey">The key under which it was enqueued.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The transaction, or null when the key is unknown.</returns>
    public Task<TransactionStatus?> FindAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        _queries.FindAsync(idempotencyKey, cancellationToken);

    /// <summary>Finds several transactions.</summary>
    /// <param name="idempotencyKeys">The keys under which they were enqueued.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Those that exist, by key.</returns>
    public Task<IReadOnlyDictionary<string, TransactionStatus>> FindAsync(
        IReadOnlyCollection<string> idempotencyKeys, CancellationToken cancellationToken) =>
        _queries.FindAsync(idempotencyKeys, cancellationToken);

    /// <summary>Counts the waiting transactions.</summary>
    /// <returns>The counts by <see cref="WaitingReason"/>; zero counts are omitted.</returns>
    public Task<IReadOnlyDictionary<string, int>> WaitingCountsAsync(CancellationToken cancellationToken) =>
        _store.WaitingCountsAsync(cancellationToken);

    /// <summary>Advances every open transaction by one step. Called on a timer; concurrent calls are safe.</summary>
    /// <param name="cancellationToken">Cancels the drive between two steps.</param>
    /// <returns>The result of the drive.</returns>
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
        || await _store.HasRecentAsync(_timeProvider.GetUtcNow() - _options.WatchFinalFor, cancellationToken).ConfigureAwait(false);

    private async Task<DriveReport> DriveOwnedAsync(CancellationToken cancellationToken)
    {
        var dispatcher = new TransactionDispatcher(_client, _signer, _seal, _store, _options, _logger);
        // Nonces are mined in order: everything in front of an urgent transaction may therefore cost as much.
        var isUrgent = await _store.IsAnyUrgentAsync(cancellationToken).ConfigureAwait(false);
        var tracker = new TransactionTracker(
            _client, Address, _store, dispatcher, isUrgent ? _options.WithDeadlinePriority : _options, _timeProvider, _logger);
        var fees = await _client.GetFeesAsync(cancellationToken).ConfigureAwait(false);
        var inFlight = await InFlightAsync(cancellationToken).ConfigureAwait(false);
        await tracker.TrackAsync(inFlight, fees, cancellationToken).ConfigureAwait(false);
        var stillOpen = await InFlightAsync(cancellationToken).ConfigureAwait(false);
        await new NonceKeeper(_client, Address, _store, _logger).RepairAsync(stillOpen, cancellationToken).ConfigureAwait(false);
        await new TransactionAdmission(_client, Address, _store, dispatcher, _options, _timeProvider, _logger)
            .AdmitAsync(stillOpen.Count(t => t.State == TransactionState.Pending), fees, isUrgent, cancellationToken).ConfigureAwait(false);
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

/// <summary>The result of one drive of a sender.</summary>
/// <param name="WasBusy">Another process is driving the key; nothing was done.</param>
/// <param name="Open">Transactions that are not final.</param>
/// <param name="Sent">Signed transactions sent to the node.</param>
/// <param name="Finished">Transactions that became final.</param>
/// <param name="Waiting">Why transactions wait, such as <c>gas_ceiling</c>; null when none does.</param>
public sealed record DriveReport(bool WasBusy, int Open, int Sent, int Finished, string? Waiting);

/// <summary>An idempotency key was used before for a different transaction.</summary>
public sealed class IdempotencyConflictException : Exception
{
    /// <summary>Describes the conflict.</summary>
    public IdempotencyConflictException(string idempotencyKey)
        : base($"The idempotency key '{idempotencyKey}' belongs to a different transaction.")
    {
    }
}
