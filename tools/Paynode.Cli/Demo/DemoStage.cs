namespace Paynode.Cli.Demo;

/// <summary>A Paynode that was started for a demo, and what ends it.</summary>
public sealed class DemoStage(DemoEnvironment environment, IAsyncDisposable owned) : IAsyncDisposable
{
    /// <summary>How to reach it.</summary>
    public DemoEnvironment Environment { get; } = environment;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => owned.DisposeAsync();
}
