namespace Paynode.Cli;

/// <summary>Says on standard error what is under way, at once and in order; standard output is for results.</summary>
internal sealed class Progress : IProgress<string>
{
    public void Report(string value) => Console.Error.WriteLine($"==> {value}");
}
