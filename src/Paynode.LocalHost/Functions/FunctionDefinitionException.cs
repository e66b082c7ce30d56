namespace Paynode.LocalHost;

/// <summary>Function definitions that this host cannot serve. Thrown once, at startup, with all problems found.</summary>
/// <param name="problems">One sentence for each problem.</param>
public sealed class FunctionDefinitionException(IReadOnlyList<string> problems)
    : InvalidOperationException(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence for each problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
