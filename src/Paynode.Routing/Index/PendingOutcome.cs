namespace Paynode.Routing.Index;

/// <summary>An outcome waiting to be learned.</summary>
internal sealed class PendingOutcome(Outcome outcome)
{
    public Outcome Outcome { get; } = outcome;

    public string Hold { get; } = Index.Hold.Name(outcome.Offer);

    public LearnResult Result { get; set; }

    public TaskCompletionSource<LearnResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Complete() => Completion.TrySetResult(Result);
}
