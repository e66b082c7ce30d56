using System.Globalization;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>A Redis server of one's own on loopback; it keeps nothing on disk.</summary>
public sealed class PrivateRedis : PrivateServer
{
    private readonly string _program;
    private readonly IReadOnlyDictionary<string, string> _settings;

    private PrivateRedis(PrivateServerOptions options, string directory)
        : base(options, directory)
    {
        _program = Executables.OnPath("redis-server") ?? throw new FileNotFoundException(
            "Redis is not installed. On Debian or Ubuntu: apt-get install redis-server; or set REDIS_URL.");
        _settings = options.Settings;
    }

    /// <summary>redis://127.0.0.1:port</summary>
    public string Url => $"redis://{ConnectionString}";

    /// <summary>127.0.0.1:port, for StackExchange.Redis.</summary>
    public string ConnectionString => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    private protected override string Name => "Redis";

    /// <summary>Starts the server and waits until it answers.</summary>
    public static async Task<PrivateRedis> StartAsync(PrivateServerOptions? options = null)
    {
        options ??= new PrivateServerOptions();
        var server = new PrivateRedis(options, ServerDirectory.Create(options, "redis"));
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

    private protected override SupervisedProcessOptions Command(int port) => new()
    {
        Program = _program,
        Arguments =
        [
            "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
            "--save", "", "--appendonly", "no", "--dir", Directory,
            .. _settings.SelectMany(s => new[] { "--" + s.Key, s.Value }),
        ],
        LogFile = LogFile,
    };

    private protected override async Task<bool> AnswersAsync(int port, int pid, CancellationToken cancellation)
    {
        var info = await RedisCommand.TryAsync("127.0.0.1", port, password: null, ["INFO", "server"], cancellation);
        return info?.Contains($"process_id:{pid.ToString(CultureInfo.InvariantCulture)}\r", StringComparison.Ordinal) == true;
    }
}
