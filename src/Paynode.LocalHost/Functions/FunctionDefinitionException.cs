namespace Paynode.LocalHost;

/// <summary>Functions that cannot be served as they are written. Thrown once, at start, with all that is wrong.</summary>
/// <param name="problems">One sentence for each problem.</param>
public sealed class FunctionDefinitionException(IReadOnlyList<string> problems)
    : InvalidOperationException(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence for each problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
