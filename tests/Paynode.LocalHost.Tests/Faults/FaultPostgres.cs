namespace Paynode.LocalHost.Tests;

/// <summary>A PostgreSQL of its own for a class of tests that restarts it, and must not disturb others by it.</summary>
public sealed class FaultPostgres : IAsyncLifetime
{
    private readonly TestPostgres _postgres = new();

    public LocalServices.PrivatePostgres Server => _postgres.Server;

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();

    /// <summary>A hub with the table in which works leave their effects.</summary>
    internal Task<TestHub> CreateHubAsync() => CreateHubAsync(_postgres);

    internal static async Task<TestHub> CreateHubAsync(TestPostgres postgres)
    {
        var hub = await postgres.CreateHubAsync();
        await FaultRecords.CreateAsync(hub);
        return hub;
    }
}
