namespace Paynode.Chain.Indexing;

/// <summary>How final a block has to be before its event is acted on.</summary>
/// <param name="Kind">By depth, or by one of the chain's own tags.</param>
/// <param name="Depth">With <see cref="ConfirmationKind.Depth"/>: 1 means that the event's block is the newest.</param>
public readonly record struct ConfirmationRequirement(ConfirmationKind Kind, int Depth = 1)
{
    /// <summary>Parses <c>safe</c>, <c>finalized</c> or a number of confirmations.</summary>
    /// <param name="text">The configured text.</param>
    /// <exception cref="FormatException">The text is none of these, or the number is below 1.</exception>
    public static ConfirmationRequirement Parse(string text) => text switch
    {
        "safe" => new ConfirmationRequirement(ConfirmationKind.Safe),
        "finalized" => new ConfirmationRequirement(ConfirmationKind.Finalized),
        _ when int.TryParse(text, out var depth) && depth >= 1 => new ConfirmationRequirement(ConfirmationKind.Depth, depth),
        _ => throw new FormatException($"'{text}' is not 'safe', 'finalized' or a number of confirmations."),
    };
}
