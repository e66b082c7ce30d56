using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Paynode.Payments;

/// <content>Releases that wait for the operator's decision.</content>
public sealed partial class ChainIntentStore
{
    private const int MaxHeld = 1_000;

    private const string OfHeld = "NOT is_final AND held_at IS NOT NULL";

    /// <summary>
    /// Holds every release to a provider that is not final. A release that a transaction already carries may still take effect;
    /// it is held in case that transaction fails.
    /// </summary>
    /// <param name="connection">With the transaction that disables the provider.</param>
    /// <param name="provider">Which provider.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The releases that are now held.</returns>
    public Task<List<ChainIntent>> HoldAsync(
        NpgsqlConnection connection, ProviderId provider, DateTimeOffset now, CancellationToken cancellationToken = default) => connection
        .Sql(
            $"""
            UPDATE paynode.chain_intents i SET held_at = $2, held_reason = $3
            WHERE provider_id = $1 AND kind = 'release' AND NOT is_final AND held_at IS NULL RETURNING {Columns}
            """,
            provider.Value, now, HoldReason.ProviderSwitchedOff)
        .ListAsync(Read, cancellationToken);

    /// <summary>Whether Paynode decided this, exactly as stored: everything that is signed for the chain must be proven.</summary>
    public bool IsProven(ChainIntent intent)
    {
        ArgumentNullException.ThrowIfNull(intent);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(intent.Seal ?? ""), Encoding.ASCII.GetBytes(seal.OfDecision(intent)));
    }

    /// <summary>Takes an unproven intent out of a batch without a transaction, and holds it.</summary>
    public Task<int> HoldUnprovenAsync(
        string chain, string batchKey, string escrowOrderId, DateTimeOffset now,
        CancellationToken cancellationToken = default) => dataSource
        .Sql(
            """
            UPDATE paynode.chain_intents SET batch_key = NULL, held_at = $4, held_reason = $5
            WHERE chain = $1 AND escrow_order_id = $2 AND batch_key = $3 AND NOT is_final
            """,
            chain, escrowOrderId, batchKey, now, HoldReason.Unproven)
        .ExecuteAsync(cancellationToken);

    /// <summary>Releases, and unproven refunds, that wait for the operator's decision, oldest first.</summary>
    /// <param name="provider">To this provider only; null: to any.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<List<ChainIntent>> HeldAsync(ProviderId? provider = null, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"SELECT {Columns} FROM paynode.chain_intents i WHERE {OfHeld} AND ($1::uuid IS NULL OR provider_id = $1) ORDER BY created_at "
                + "LIMIT $2",
            provider?.Value, MaxHeld)
        .ListAsync(Read, cancellationToken);

    /// <summary>Approves a held release: it waits for a batch like any other.</summary>
    /// <returns>False when it is not held, or not proven.</returns>
    public async Task<bool> LetGoAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => await connection
        .Sql(
            $"UPDATE paynode.chain_intents SET held_at = NULL, held_reason = NULL WHERE chain = $1 AND escrow_order_id = $2 AND {OfHeld} "
                + "AND held_reason <> $3",
            chain, escrowOrderId.ToLowerInvariant(), HoldReason.Unproven)
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>
    /// Decides again, from what is proven of the order, a release or refund that is held because it is not proven itself.
    /// </summary>
    /// <param name="connection">With the caller's transaction.</param>
    /// <param name="release">The correct release.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when it is not held for that reason, or is in a batch.</returns>
    public async Task<bool> DecideAgainAsync(
        NpgsqlConnection connection, ChainIntent release, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(release);
        return await connection
            .Sql(
                $"""
                UPDATE paynode.chain_intents SET kind = $3, order_id = $4, provider_id = $5,
                provider_address = $6, currency = $7, amount_minor = $8,
                    escrow = $9, deadline = $10, seal = $11, held_at = NULL, held_reason = NULL
                WHERE chain = $1 AND escrow_order_id = $2 AND {OfHeld} AND held_reason = $12 AND batch_key IS NULL
                """,
                release.Chain, release.EscrowOrderId.ToLowerInvariant(), Wire(release.Kind), release.Order?.Value, release.Provider?.Value,
                release.ProviderAddress, release.Amount.Currency.Code, release.Amount.Minor, release.Escrow?.ToLowerInvariant(),
                release.Deadline,
                seal.OfDecision(release), HoldReason.Unproven)
            .ExecuteAsync(cancellationToken) > 0;
    }

    /// <summary>Refuses a held release: the payer is refunded instead.</summary>
    /// <returns>False when it is not held, or a transaction may carry it already.</returns>
    public async Task<bool> RefuseAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default)
    {
        var held = await connection
            .Sql(
                $"SELECT {Columns} FROM paynode.chain_intents i WHERE chain = $1 AND escrow_order_id = $2 AND {OfHeld} AND batch_key IS "
                    + "NULL FOR UPDATE",
                chain, escrowOrderId.ToLowerInvariant())
            .FirstAsync(Read, cancellationToken);
        if (held is null)
        {
            return false;
        }

        var refund = held with { Kind = ChainIntentKind.Refund, ProviderAddress = null, Deadline = null };
        await connection
            .Sql(
                """
                UPDATE paynode.chain_intents SET kind = 'refund', provider_address = NULL, deadline = NULL,
                held_at = NULL, held_reason = NULL, seal = $3,
                    batch_limit = NULL, parked_until = NULL
                WHERE chain = $1 AND escrow_order_id = $2
                """,
                chain, escrowOrderId.ToLowerInvariant(), seal.OfDecision(refund))
            .ExecuteAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Whether a release to this provider must be held now. The provider's row is locked in share mode, so that a concurrent
    /// change of the switch is either seen here or finds the release.
    /// </summary>
    private static async Task<bool> IsHeldAsync(NpgsqlConnection connection, ProviderId? provider, CancellationToken cancellationToken) =>
        provider is { } known && await connection
            .Sql("SELECT releases_held FROM paynode.providers WHERE id = $1 FOR SHARE", known.Value)
            .ScalarAsync<bool>(cancellationToken);
}
