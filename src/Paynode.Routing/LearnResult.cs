namespace Paynode.Routing;

/// <summary>What became of an outcome.</summary>
public enum LearnResult
{
    /// <summary>Learned.</summary>
    Learned,

    /// <summary>It was learned before; nothing changed.</summary>
    Duplicate,

    /// <summary>No offer with this id was routed in this corridor.</summary>
    NeverRouted,

    /// <summary>
    /// The offer is known, but ended so long ago, or before the index was last rebuilt, that it may have been learned from.
    /// Nothing is learned twice, so it is not learned again.
    /// </summary>
    Forgotten,

    /// <summary>It lies in the future by more than clocks differ.</summary>
    FromTheFuture,

    /// <summary>The offer's state is not terminal: there is nothing to learn yet.</summary>
    NotFinal,
}
