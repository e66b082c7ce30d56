namespace Paynode.Routing;

/// <summary>Where a decision was read from and where its liquidity was reserved.</summary>
public enum DecisionSource
{
    /// <summary>The index in Redis.</summary>
    Redis,

    /// <summary>The last snapshot in memory, with the reservation made in the database: Redis was unavailable.</summary>
    Snapshot,
}
