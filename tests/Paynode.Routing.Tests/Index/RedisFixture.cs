using Paynode.LocalServices;

namespace Paynode.Routing.Tests.Index;

/// <summary>A Redis of the test class' own: tests stop it, flush it and start it again.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public PrivateRedis Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await PrivateRedis.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
