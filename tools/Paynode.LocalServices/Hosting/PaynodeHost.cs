using System.Globalization;

namespace Paynode.LocalServices.Hosting;

/// <summary>Starts Paynode under the local host, as a process of its own.</summary>
public static class PaynodeHost
{
    /// <summary>The local host, which is what the functions' own program is when it is started by itself.</summary>
    public const string Project = "functions/Paynode.Functions";

    private const string ChainName = "local";

    /// <summary>Starts the host and waits until it is ready, its migrations run.</summary>
    public static Task<WebProgram> StartAsync(PaynodeHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return WebProgram.StartAsync(new WebProgramOptions
        {
            Name = "Paynode",
            Project = options.Project,
            Directory = options.Directory,
            LogFile = options.LogFile,
            Port = options.Port,
            Detached = options.Detached,
            Spawned = options.Spawned,
            StartLimit = options.StartLimit,
            Environment = url => EnvironmentOf(options, url),
        });
    }

    private static Dictionary<string, string?> EnvironmentOf(PaynodeHostOptions options, Uri url)
    {
        var chain = $"Chains__{ChainName}__";
        var environment = new Dictionary<string, string?>
        {
            // 64 MB (hexadecimal; there is no other way to say it) between two collections: each one halts all partitions for milliseconds.
            ["DOTNET_GCgen0size"] = "4000000",
            ["DATABASE_URL"] = options.DatabaseUrl,
            ["REDIS_URL"] = options.RedisUrl,
            ["CHAIN_RPC_URL"] = options.ChainRpcUrl,
            ["PAYNODE_LISTEN"] = url.GetLeftPart(UriPartial.Authority),
            ["PAYNODE_ADMIN_KEY"] = options.Keys.AdminKey,
            ["PAYNODE_SECRETS_KEY"] = options.Keys.SecretsKey,
            ["PAYNODE_OPERATOR_KEY"] = options.Keys.OperatorKey,
            ["PROVIDERS_ON_PRIVATE_NETWORKS"] = "true",
            [chain + "ChainId"] = options.Contracts.ChainId.ToString(CultureInfo.InvariantCulture),
            [chain + "RpcUrl"] = options.ChainRpcUrl,
            [chain + "Escrow"] = options.Contracts.Escrow,
            [chain + "StartBlock"] = options.Contracts.StartBlock.ToString(CultureInfo.InvariantCulture),
            [chain + "Confirmations"] = options.Confirmations.ToString(CultureInfo.InvariantCulture),
            [chain + "Tokens__USDC"] = options.Contracts.Token,
        };
        foreach (var (name, value) in options.Environment)
            environment[name] = value;
        return environment;
    }
}
