namespace Paynode.Routing.Index;

/// <summary>An outcome on its way to being learned.</summary>
internal sealed class PendingOutcome(Outcome outcome)
{
    public Outcome Outcome { get; } = outcome;

    public string Hold { get; } = Index.Hold.Name(outcome.Offer);

    public LearnResult Verdict { get; set; }

    public TaskCompletionSource<LearnResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Complete() => Result.TrySetResult(Verdict);
}
