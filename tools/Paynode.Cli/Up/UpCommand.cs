using System.CommandLine;
using Paynode.Client;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Up;

/// <summary>`up`: starts Paynode with sample providers and leaves it running.</summary>
internal static class UpCommand
{
    private const int MaxProviders = 7;

    public static Command Create()
    {
        var providers = new Option<int>("--providers") { Description = "How many sample providers.", DefaultValueFactory = _ => 3 };
        providers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MaxProviders)
                result.AddError($"--providers must be from 0 to {MaxProviders}.");
        });
        var command = new Command("up", "Start Paynode and keep it running.") { providers };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(providers)));
        return command;
    }

    private static async Task<int> RunAsync(int providers)
    {
        using var turn = UpLock.Take();
        var known = RunningState.Load();
        if (known is { IsWhole: true })
        {
            await Console.Error.WriteLineAsync("Paynode is running already.");
            Show(known);
            return 0;
        }
        if (known is not null)
        {
            await Console.Error.WriteLineAsync(
                "Part of an earlier start has ended: some of its processes are gone. Its data is still there. "
                + "`./paynode down` ends the rest and deletes the data, `./paynode down --keep-data` keeps it; then start again.");
            return 1;
        }
        Show(await StartAsync(providers));
        return 0;
    }

    private static async Task<RunningState> StartAsync(int providers)
    {
        var state = new RunningState();
        var gate = new Lock();
        var progress = new Progress();
        try
        {
            await using var stack = await LocalStack.StartAsync(
                new LocalStackOptions { Directory = RunningState.Folder, Detached = true, Spawned = Record }, progress);
            using var http = new HttpClient { BaseAddress = stack.Host.Url };
            var client = new PaynodeClient(http, stack.Keys.AdminKey, TimeProvider.System);
            var tenant = await client.CreateTenantAsync(new TenantRequest("Development"), Guid.NewGuid().ToString(), CancellationToken.None);
            progress.Report($"Starting {providers} sample providers");
            await SampleProviders.StartAsync(stack, client, providers, RunningState.Folder, Record);
            state = state with { Shown = Describe(stack, tenant) };
            state.Save();
            return state;
        }
        catch
        {
            await state.EndAsync();
            throw;
        }

        // Written down one by one, at once: whatever happens to us, `down` finds them.
        void Record(StartedProcess process)
        {
            lock (gate)
            {
                state = state with { Processes = [.. state.Processes, process] };
                state.Save();
            }
        }
    }

    private static Dictionary<string, string> Describe(LocalStack stack, TenantResponse tenant) => new()
    {
        ["Paynode"] = stack.Host.Url.ToString(),
        ["OpenAPI"] = new Uri(stack.Host.Url, "openapi.json").ToString(),
        ["API key"] = tenant.ApiKey,
        ["Admin key"] = stack.Keys.AdminKey,
        ["PostgreSQL"] = stack.DatabaseUrl,
        ["Redis"] = stack.RedisUrl,
        ["Chain"] = $"{stack.ChainRpcUrl} (id {stack.Contracts.ChainId})",
        ["Escrow"] = stack.Contracts.Escrow,
        ["Test USD"] = $"{stack.Contracts.Token} (anyone may mint: mint(address,uint256), 6 decimals)",
        ["Wallet"] = $"{AnvilAccount.Standard[5].Address} (the chain's node signs for it: eth_sendTransaction)",
    };

    private static void Show(RunningState state)
    {
        foreach (var (name, value) in state.Shown)
            Console.WriteLine($"{name,-12} {value}");
        Console.WriteLine($"{"Logs",-12} {RunningState.Folder}/*/server.log");
        Console.WriteLine("To end it: ./paynode down");
    }
}
