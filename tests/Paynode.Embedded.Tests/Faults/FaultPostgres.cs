namespace Paynode.Embedded.Tests;

/// <summary>A PostgreSQL for one class of tests of faults: they restart it, and must not disturb others by it.</summary>
public sealed class FaultPostgres : IAsyncLifetime
{
    private readonly TestPostgres _postgres = new();

    public LocalServices.PrivatePostgres Server => _postgres.Server;

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();

    /// <summary>A hub with the table in which works leave their effects.</summary>
    internal async Task<TestHub> CreateHubAsync()
    {
        var hub = await _postgres.CreateHubAsync();
        await FaultRecords.CreateAsync(hub);
        return hub;
    }
}
