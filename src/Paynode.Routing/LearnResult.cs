namespace Paynode.Routing;

/// <summary>The result of learning from an outcome.</summary>
public enum LearnResult
{
    /// <summary>Learned.</summary>
    Learned,

    /// <summary>It was already learned; nothing changed.</summary>
    Duplicate,

    /// <summary>No offer with this id was routed in this corridor.</summary>
    NeverRouted,

    /// <summary>
    /// The offer is known, but ended so long ago, or before the index was last rebuilt, that it may already have been learned.
    /// Nothing is learned twice, so it is ignored.
    /// </summary>
    Forgotten,

    /// <summary>It is further in the future than clock skew allows.</summary>
    FromTheFuture,

    /// <summary>The offer's state is not terminal: there is nothing to learn yet.</summary>
    NotFinal,
}
