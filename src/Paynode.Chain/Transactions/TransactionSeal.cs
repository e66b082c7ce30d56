using System.Security.Cryptography;
using System.Text;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>
/// Seals what will be signed: HMAC-SHA256 over chain, sender, idempotency key, recipient, value and call data, with a key
/// that is not in the database. Write access to the database can delay a transaction, but cannot get another one signed.
/// </summary>
public sealed class TransactionSeal
{
    /// <summary>The minimum length of the key, in bytes.</summary>
    public const int MinKeyBytes = 32;

    private readonly byte[] _key;

    /// <summary>Creates a seal with a key of at least <see cref="MinKeyBytes"/> bytes.</summary>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    public TransactionSeal(ReadOnlySpan<byte> key) => _key = key.Length >= MinKeyBytes
        ? key.ToArray()
        : throw new ArgumentException($"The seal's key must have at least {MinKeyBytes} bytes.", nameof(key));

    internal byte[] Of(long chainId, Address sender, TransactionRequest request) =>
        Compute(chainId, sender, request.IdempotencyKey, request.To, request.Value.ToByteArray(isUnsigned: true), request.Data);

    /// <summary>
    /// Whether this may be signed: the seal is valid, or it is a filler, which sends zero value to the sender itself.
    /// </summary>
    internal bool Fits(long chainId, Address sender, StoredTransaction transaction)
    {
        if (transaction.IsFiller)
        {
            return transaction.To == sender && transaction.Value.IsZero && transaction.Data.Length == 0;
        }

        return transaction.Seal is { } seal && transaction.Value.Sign >= 0 && CryptographicOperations.FixedTimeEquals(
            seal,
            Compute(chainId, sender, transaction.Key, transaction.To, transaction.Value.ToByteArray(isUnsigned: true), transaction.Data));
    }

    // Every part of variable length is prefixed with its length, so that no two requests have the same bytes.
    private byte[] Compute(long chainId, Address sender, string key, Address to, byte[] value, byte[] data)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8))
        {
            writer.Write(chainId);
            foreach (var part in new[] { sender.ToArray(), Encoding.UTF8.GetBytes(key), to.ToArray(), value, data })
            {
                writer.Write(part.Length);
                writer.Write(part);
            }
        }

        return HMACSHA256.HashData(_key, bytes.ToArray());
    }
}
