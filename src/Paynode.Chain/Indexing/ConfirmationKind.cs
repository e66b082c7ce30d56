namespace Paynode.Chain.Indexing;

/// <summary>The criterion by which a block is final enough.</summary>
public enum ConfirmationKind
{
    /// <summary>It has enough confirmations.</summary>
    Depth,

    /// <summary>It is at or below the chain's <c>safe</c> block.</summary>
    Safe,

    /// <summary>It is at or below the chain's <c>finalized</c> block.</summary>
    Finalized,
}
