using System.Globalization;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>An EVM chain of one's own on loopback, by Foundry's Anvil.</summary>
public sealed class PrivateAnvil : PrivateServer
{
    private readonly AnvilOptions _options;
    private readonly string _program;

    private PrivateAnvil(AnvilOptions options, string directory)
        : base(options, directory)
    {
        _options = options;
        _program = AnvilBinary.Find();
    }

    /// <summary>http://127.0.0.1:port</summary>
    public string RpcUrl => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The chain's id.</summary>
    public long ChainId => _options.ChainId;

    /// <summary>The funded accounts; the chain signs for them too.</summary>
    public IReadOnlyList<AnvilAccount> Accounts { get; } = AnvilAccount.Standard;

    private protected override string Name => "Anvil";

    /// <summary>Starts the chain and waits until it answers.</summary>
    public static async Task<PrivateAnvil> StartAsync(AnvilOptions? options = null)
    {
        options ??= new AnvilOptions();
        var server = new PrivateAnvil(options, ServerDirectory.Create(options, "anvil"));
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the chain with this time between blocks.</summary>
    public static Task<PrivateAnvil> StartAsync(TimeSpan blockTime, long chainId = 31337, params string[] arguments) =>
        StartAsync(new AnvilOptions { BlockTime = blockTime, ChainId = chainId, Arguments = arguments });

    private protected override SupervisedProcessOptions Command(int port) => new()
    {
        Program = _program,
        Arguments =
        [
            "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
            "--chain-id", _options.ChainId.ToString(CultureInfo.InvariantCulture),
            .. _options.BlockTime is { } time ? ["--block-time", time.TotalSeconds.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            .. _options.StateFile is { } state ? ["--state", state] : Array.Empty<string>(),
            .. _options.Settings.SelectMany(s => new[] { "--" + s.Key, s.Value }),
            .. _options.Arguments,
        ],
        LogFile = LogFile,
    };

    /// <summary>Anvil says so in its own log once it listens, which an unknown party on its port cannot.</summary>
    private protected override Task<bool> AnswersAsync(int port, int pid, CancellationToken cancellation) =>
        Task.FromResult(LogOfThisStart().Contains("Listening on ", StringComparison.Ordinal));
}
