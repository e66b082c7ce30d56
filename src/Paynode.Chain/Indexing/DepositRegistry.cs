using Npgsql;
using Paynode.Chain.Abi;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Indexing;

/// <summary>
/// The orders whose deposit addresses the indexer watches. An order must be registered before its address is shown to
/// anyone: on the chain, only registered orders are recognised as Paynode's.
/// </summary>
/// <param name="escrow">The escrow the orders are for.</param>
/// <param name="source">The database with the tables of <see cref="ChainSchema"/>.</param>
/// <param name="timeProvider">For the time of registration.</param>
public sealed class DepositRegistry(EscrowContract escrow, NpgsqlDataSource source, TimeProvider timeProvider)
{
    private static readonly AbiType Layout = AbiType.Parse(EscrowTerms.AbiTuple);

    /// <summary>Registers an order; repeating the call changes nothing.</summary>
    /// <param name="terms">The order's terms; their reference identifies Paynode's order.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The order's id in the escrow and its deposit address.</returns>
    public async Task<EscrowDeposit> RegisterDepositAsync(EscrowTerms terms, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await RegisterDepositAsync(connection, terms, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Registers an order within the caller's transaction; repeating the call changes nothing.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="terms">The order's terms; their reference identifies Paynode's order.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The order's id in the escrow and its deposit address.</returns>
    public async Task<EscrowDeposit> RegisterDepositAsync(
        NpgsqlConnection connection, EscrowTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var orderId = escrow.OrderIdOf(terms);
        var deposit = new EscrowDeposit(terms, orderId, escrow.DepositAddressOf(orderId));
        await connection.Command(
            """
            INSERT INTO chain.deposits (chain_id, address, order_id, reference, token, terms, deadline, registered_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """,
            escrow.ChainId, deposit.Address.ToArray(), orderId.ToArray(), terms.Reference.ToArray(), terms.Token.ToArray(),
            AbiEncoder.Encode(Layout, terms.ToAbi()), terms.DeadlineSeconds, timeProvider.GetUtcNow())
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return deposit;
    }

    /// <summary>Records, within the caller's transaction, that an order has ended: its deposit address needs no close watch.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="orderId">The order's id in the escrow.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that completes when that is recorded.</returns>
    public static Task CloseAsync(
        NpgsqlConnection connection, long chainId, Bytes32 orderId, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.Command(
            "UPDATE chain.deposits SET closed_at = $3 WHERE chain_id = $1 AND order_id = $2 AND closed_at IS NULL",
            chainId, orderId.ToArray(), now)
            .ExecuteAsync(cancellationToken);

    /// <summary>Finds a registered order.</summary>
    /// <param name="orderId">The order's id in the escrow.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The order, or null when it was never registered.</returns>
    public async Task<EscrowDeposit?> FindAsync(Bytes32 orderId, CancellationToken cancellationToken)
    {
        var rows = await source.Command(
            "SELECT terms, address FROM chain.deposits WHERE chain_id = $1 AND order_id = $2", escrow.ChainId, orderId.ToArray())
            .ReadAsync(
                r => new EscrowDeposit(TermsOf(r.GetFieldValue<byte[]>(0)), orderId, new Address(r.GetFieldValue<byte[]>(1))),
                cancellationToken)
            .ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0];
    }

    internal static EscrowTerms TermsOf(byte[] encoded) => EscrowTerms.FromAbi((object[])AbiDecoder.Decode(Layout, encoded));
}

/// <summary>A registered order.</summary>
/// <param name="Terms">Its terms.</param>
/// <param name="OrderId">Its id in the escrow.</param>
/// <param name="Address">Its deposit address.</param>
public sealed record EscrowDeposit(EscrowTerms Terms, Bytes32 OrderId, Address Address);

/// <summary>A registered order, identified by its deposit address.</summary>
internal sealed record WatchedDeposit(Address Address, Bytes32 OrderId, Address Token);
