using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>Identifies a block: by number, by hash, or by one of the chain's tags.</summary>
public readonly record struct BlockId
{
    private BlockId(string parameter, Bytes32? hash)
    {
        Parameter = parameter;
        Hash = hash;
    }

    /// <summary>The newest block.</summary>
    public static BlockId Latest { get; } = new("latest", null);

    /// <summary>The newest block with the pending transactions applied.</summary>
    public static BlockId Pending { get; } = new("pending", null);

    /// <summary>The newest block that is unlikely to be reorganised away.</summary>
    public static BlockId Safe { get; } = new("safe", null);

    /// <summary>The newest block that the chain's consensus has finalized.</summary>
    public static BlockId Finalized { get; } = new("finalized", null);

    /// <summary>The JSON-RPC parameter, unless the block is identified by hash.</summary>
    public string Parameter { get; }

    /// <summary>The hash, when the block is identified by it.</summary>
    public Bytes32? Hash { get; }

    /// <summary>Identifies a block by its number on the canonical chain.</summary>
    /// <param name="number">Zero or above.</param>
    /// <returns>The block id.</returns>
    public static BlockId Number(long number) => new(Primitives.Hex.EncodeQuantity(number), null);

    /// <summary>Identifies a block by its hash.</summary>
    /// <returns>The block id.</returns>
    public static BlockId ByHash(Bytes32 hash) => new(hash.ToString(), hash);
}
