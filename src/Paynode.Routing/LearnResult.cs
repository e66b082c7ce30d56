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

    /// <summary>It lies in the future by more than clocks differ.</summary>
    FromTheFuture,

    /// <summary>The offer's state is not terminal: there is nothing to learn yet.</summary>
    NotFinal,
}
