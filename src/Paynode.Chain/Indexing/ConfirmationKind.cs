namespace Paynode.Chain.Indexing;

/// <summary>What makes a block final enough.</summary>
public enum ConfirmationKind
{
    /// <summary>Enough blocks stand on it.</summary>
    Depth,

    /// <summary>It is at or below the chain's <c>safe</c> block.</summary>
    Safe,

    /// <summary>It is at or below the chain's <c>finalized</c> block.</summary>
    Finalized,
}
