namespace Paynode.Chain.Configuration;

/// <summary>One step of a confirmation policy.</summary>
public sealed class ConfirmationStepOptions
{
    /// <summary>The largest amount the step applies to, in whole tokens.</summary>
    public decimal UpTo { get; set; }

    /// <summary>A number of confirmations, <c>safe</c> or <c>finalized</c>.</summary>
    public string Require { get; set; } = "";
}
