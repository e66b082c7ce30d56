using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Hosting;

/// <summary>The options of a provider.</summary>
public sealed record ProviderOptions
{
    /// <summary>Paynode's base URL, e.g. <c>http://127.0.0.1:7071</c>.</summary>
    public required Uri PaynodeUrl { get; init; }

    /// <summary>
    /// The credentials from registration; null if the provider is not registered yet, see <see cref="SampleProvider.Enrol"/>.
    /// </summary>
    public Credentials? Credentials { get; init; }

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public Uri ListenUrl { get; init; } = new("http://127.0.0.1:0");

    public IReadOnlyList<CorridorRate> Corridors { get; init; } = [];

    /// <summary>Opening balance of each currency paid out.</summary>
    public IReadOnlyDictionary<string, decimal> Balances { get; init; } = new Dictionary<string, decimal>();

    public Behaviour Behaviour { get; init; } = Behaviour.Pay;

    /// <summary>Seed of the random source that decides which offers get the behaviour.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Accounts this provider cannot pay, each with its decline code.</summary>
    public IReadOnlyDictionary<string, string> RefusedAccounts { get; init; } = new Dictionary<string, string>();

    /// <summary>The file that makes payouts survive a restart; null keeps them in memory.</summary>
    public string? JournalPath { get; init; }

    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether to write a log to the console.</summary>
    public bool Logs { get; init; }
}
