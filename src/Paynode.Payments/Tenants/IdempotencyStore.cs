using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using static Paynode.Payments.SqlCommands;

namespace Paynode.Payments;

/// <summary>
/// One key, one tenant, one body: one effect. The record of a response commits together with the changes of the request.
/// <para>
/// Only success (2xx) is stored. A body that throws, or returns any other status, is rolled back completely and leaves no record,
/// so a client can correct its request, or retry, under the same key.
/// </para>
/// </summary>
/// <param name="dataSource">The database.</param>
/// <param name="secrets">Encrypts responses that contain a secret.</param>
/// <param name="timeProvider">Dates the records.</param>
public sealed class IdempotencyStore(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider timeProvider)
{
    /// <summary>Minimum time for which a key is honoured.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    /// <summary>Maximum rows per purge, so that it holds locks briefly.</summary>
    private const int PurgeBatch = 10_000;

    private readonly KeyedGate<KeptAnswer> _gate = new();

    /// <summary>
    /// How long a repeated request waits for the first one, in this process and again across processes. Longer than any normal
    /// request takes, shorter than client timeouts.
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs <paramref name="body"/> unless the key already has a response. Callers with the same key are serialized: in this
    /// process before they take a connection, across processes on an advisory lock.
    /// </summary>
    /// <param name="tenant">Whose key.</param>
    /// <param name="operation">The scope of the key ("orders.create"): the same key in two operations counts as two keys.</param>
    /// <param name="key">The client's key; the caller has checked its length.</param>
    /// <param name="requestHash">SHA-256 of the request's body.</param>
    /// <param name="body">
    /// The work, within the open transaction of the connection passed in. After a deadlock it runs again, so all its effects must
    /// go through that connection.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait and the work.</param>
    public async Task<IdempotentResult> RunAsync(
        TenantId tenant,
        string operation,
        string key,
        byte[] requestHash,
        Func<NpgsqlConnection, Task<StoredResponse>> body,
        CancellationToken cancellationToken = default)
    {
        var request = new Request(tenant, operation, StorableText.Of(key), requestHash);
        using var turn = await _gate.EnterAsync(request.Name, MaxWait, cancellationToken);
        if (turn is null)
        {
            return new IdempotentResult(IdempotentOutcome.InProgress, null);
        }

        // A caller that waited for the first request needs no query.
        if (turn.Answer is { } left)
        {
            return left.To(request);
        }

        try
        {
            var answer = await dataSource.InTransactionAsync(
                connection => RunOrReplayAsync(connection, request, body, cancellationToken), cancellationToken);
            turn.Answer = answer.Kept;
            return answer.Result;
        }
        catch (UnkeptResponseException unkept)
        {
            return new IdempotentResult(IdempotentOutcome.Fresh, unkept.Response);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return new IdempotentResult(IdempotentOutcome.InProgress, null);
        }
    }

    /// <summary>Whether a key currently has a response.</summary>
    public Task<bool> HasAnswerAsync(
        TenantId tenant, string operation, string key, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            "SELECT EXISTS (SELECT FROM paynode.idempotency_keys WHERE tenant_id = $1 AND operation = $2 AND key = $3)", tenant.Value,
            operation, StorableText.Of(key))
        .ScalarAsync<bool>(cancellationToken);

    /// <summary>Deletes expired keys; call it periodically.</summary>
    /// <returns>How many; as many as one purge deletes when there are more.</returns>
    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => dataSource.Sql(
        """
        DELETE FROM paynode.idempotency_keys WHERE (tenant_id, operation, key) IN (
            SELECT tenant_id, operation, key FROM paynode.idempotency_keys WHERE created_at < $1 LIMIT $2)
        """,
        now - KeyLifetime, PurgeBatch).ExecuteAsync(cancellationToken);

    private async Task<(IdempotentResult Result, KeptAnswer Kept)> RunOrReplayAsync(
        NpgsqlConnection connection,
        Request request,
        Func<NpgsqlConnection, Task<StoredResponse>> body,
        CancellationToken cancellationToken)
    {
        if (await LockAndFindAsync(connection, request, cancellationToken) is { } earlier)
        {
            return (earlier.To(request), earlier);
        }

        var response = await body(connection);
        if (!response.IsSuccess)
        {
            // Rolls back what the body wrote before it returned the problem.
            throw new UnkeptResponseException(response);
        }

        await KeepAsync(connection, request, response, cancellationToken);
        return (new IdempotentResult(IdempotentOutcome.Fresh, response), new KeptAnswer(request.Hash, response));
    }

    // One round trip. The lock and the query are two statements, so that the query sees what the lock's previous holder
    // committed.
    private async Task<KeptAnswer?> LockAndFindAsync(
        NpgsqlConnection connection, Request request, CancellationToken cancellationToken)
    {
        await using var batch = connection.Batch(
            Statement("SELECT set_config('lock_timeout', $1, true)", $"{MaxWait.TotalMilliseconds:0}"),
            Statement("SELECT pg_advisory_xact_lock($1)", request.LockKey),
            Statement(
                """
                SELECT request_hash, status, body, sealed FROM paynode.idempotency_keys
                WHERE tenant_id = $1 AND operation = $2 AND key = $3
                """,
                request.Tenant.Value, request.Operation, request.Key));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (kept, isSealed) = (reader.GetFieldValue<byte[]>(2), reader.GetBoolean(3));
        var json = isSealed ? secrets.Open(kept, request.Name) : Encoding.UTF8.GetString(kept);
        return new KeptAnswer(reader.GetFieldValue<byte[]>(0), new StoredResponse(reader.GetInt32(1), json, isSealed));
    }

    private Task<int> KeepAsync(
        NpgsqlConnection connection, Request request, StoredResponse response, CancellationToken cancellationToken) => connection.Sql(
        """
        INSERT INTO paynode.idempotency_keys (tenant_id, operation, key, request_hash, status, body, sealed, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        request.Tenant.Value,
        request.Operation,
        request.Key,
        request.Hash,
        response.Status,
        response.HoldsSecret ? secrets.Seal(response.Json, request.Name) : Encoding.UTF8.GetBytes(response.Json),
        response.HoldsSecret,
        timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    private sealed record Request(TenantId Tenant, string Operation, string Key, byte[] Hash)
    {
        internal string Name { get; } = $"{Tenant}\n{Operation}\n{Key}";

        // Two keys that hash to the same lock are only serialized unnecessarily.
        internal long LockKey => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Name)));
    }

    private sealed record KeptAnswer(byte[] RequestHash, StoredResponse Response)
    {
        internal IdempotentResult To(Request request) => request.Hash.AsSpan().SequenceEqual(RequestHash)
            ? new IdempotentResult(IdempotentOutcome.Replayed, Response)
            : new IdempotentResult(IdempotentOutcome.KeyReusedWithOtherBody, null);
    }

    private sealed class UnkeptResponseException(StoredResponse response) : Exception
    {
        internal StoredResponse Response { get; } = response;
    }
}

/// <summary>The outcome of a request under an idempotency key.</summary>
public enum IdempotentOutcome
{
    /// <summary>The request ran now.</summary>
    Fresh,

    /// <summary>It ran before; this is the response from then.</summary>
    Replayed,

    /// <summary>The key belongs to a request with another body: 422.</summary>
    KeyReusedWithOtherBody,

    /// <summary>A request with this key has been running for longer than a repeated one waits: 409, to be retried.</summary>
    InProgress,
}

/// <summary>The outcome of a request under an idempotency key.</summary>
/// <param name="Outcome">How the request was handled.</param>
/// <param name="Response">The response; null unless fresh or replayed.</param>
public sealed record IdempotentResult(IdempotentOutcome Outcome, StoredResponse? Response);

/// <summary>A response, as stored for repeated requests.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The body; repeated byte for byte.</param>
/// <param name="HoldsSecret">Whether the body contains a secret, so that it is stored encrypted.</param>
public sealed record StoredResponse(int Status, string Json, bool HoldsSecret = false)
{
    /// <summary>Whether the request succeeded (2xx). Only success is kept.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;
}
