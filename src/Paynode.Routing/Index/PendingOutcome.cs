namespace Paynode.Routing.Index;

/// <summary>An outcome on its way to being learned.</summary>
internal sealed class PendingOutcome(Outcome outcome)
{
    public Outcome Outcome { get; } = outcome;

    public string Hold { get; } = Index.Hold.Name(outcome.Offer);

    /// <summary>Under which it is remembered as learned.</summary>
    public string Mark { get; } = $"{outcome.Offer.Value:N}:{outcome.State}";

    /// <summary>What the database knows of the offer, once it was asked.</summary>
    public RoutedOffer? Offer { get; set; }

    /// <summary>The provider's name in the index, if the database knew it.</summary>
    public string Member => Offer is null ? "" : RedisPartition.Member(Offer.Provider);

    public LearnResult Verdict { get; set; }

    public TaskCompletionSource<LearnResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Complete() => Result.TrySetResult(Verdict);
}
