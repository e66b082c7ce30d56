namespace Paynode.LocalHost.Tests;

/// <summary>One PostgreSQL for all classes that run beside each other and leave it running; it ends with this process.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private static readonly Lazy<Task<TestPostgres>> One = new(async () =>
    {
        var postgres = new TestPostgres();
        await postgres.InitializeAsync();
        return postgres;
    });

    private TestPostgres _postgres = null!;

    public async Task InitializeAsync() => _postgres = await One.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A hub with the table in which works leave their effects.</summary>
    internal Task<TestHub> CreateHubAsync() => FaultPostgres.CreateHubAsync(_postgres);
}
