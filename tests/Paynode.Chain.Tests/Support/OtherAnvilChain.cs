namespace Paynode.Chain.Tests.Support;

/// <summary>A second real chain beside the first.</summary>
public sealed class OtherAnvilChain : IAsyncLifetime, IDisposable
{
    public AnvilChain Chain { get; } = new();

    public Task InitializeAsync() => Chain.InitializeAsync();

    public Task DisposeAsync() => Chain.DisposeAsync();

    public void Dispose() => Chain.Dispose();
}
