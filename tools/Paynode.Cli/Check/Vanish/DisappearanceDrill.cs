using System.Numerics;
using System.Security.Cryptography;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Client;
using Paynode.Cli.Demo;
using Paynode.Cli.Demo.Chain;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Check.Vanish;

/// <summary>
/// Paynode disappears in the middle of many orders: host, database and index are killed. After the deadline a
/// unknown party with a public RPC and gas money runs the refund script, and every payer's balance is compared.
/// </summary>
public sealed class DisappearanceDrill(DisappearanceOptions options, IProgress<string> progress, TimeProvider time)
{
    private const long OneEther = 1_000_000_000_000_000_000;

    /// <summary>Long enough that no order ends by itself while the others are being funded.</summary>
    private static readonly Dictionary<string, string?> LongWindows = new()
    {
        ["CorridorDefaults__AcceptSeconds"] = "600",
        ["CorridorDefaults__PaySeconds"] = "1200",
    };

    /// <summary>Plays it through.</summary>
    public async Task<DisappearanceReport> RunAsync(CancellationToken cancellation)
    {
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions { AllPrivate = true, Environment = LongWindows }, progress);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        var chain = new NethereumChainClient(http, new Uri(stack.ChainRpcUrl), new RpcEndpointOptions(), time, Random.Shared);
        var (stranded, underWay) = await WorkAndDisappearAsync(stack, http, chain, cancellation);

        using var rpc = new DevelopmentRpc(stack.ChainRpcUrl);
        progress.Report("Moving the chain's time past the last deadline");
        var all = stranded.Concat(underWay).ToList();
        await rpc.CallAsync<object>("evm_setNextBlockTimestamp", all.Max(order => order.Order.Deposit.Deadline.ToUnixTimeSeconds()) + 1);
        await rpc.CallAsync<object>("evm_mine");

        progress.Report("An unknown party refunds everyone");
        var key = await UnmatchedAsync(rpc, stack);
        var exitCode = await RefundScript.RunAsync(
            stack.ChainRpcUrl, key, stack.Contracts.Escrow, stack.Contracts.StartBlock, all.Select(order => order.Terms), progress, cancellation);
        return await CompareAsync(chain, stack, stranded, underWay, exitCode, cancellation);
    }

    private async Task<(IReadOnlyList<StrandedOrder> Stranded, IReadOnlyList<StrandedOrder> UnderWay)> WorkAndDisappearAsync(
        LocalStack stack, HttpClient http, NethereumChainClient chain, CancellationToken cancellation)
    {
        var environment = DemoEnvironmentOf(stack);
        using var apiHttp = new HttpClient { BaseAddress = stack.Host.Url, Timeout = TimeSpan.FromSeconds(30) };
        var node = new DevelopmentNode(http, environment.ChainRpcUrl, time);
        using var wallets = new Wallets(node, environment.Payers, time);
        var admin = new PaynodeClient(apiHttp, environment.AdminKey, time);
        await using var business = await Business.OpenAsync(environment, admin, apiHttp, wallets, node, time, cancellation);

        progress.Report($"Settling {options.OfEachOther} orders, to see that Paynode works");
        await business.SettleAsync(options.OfEachOther, cancellation);
        progress.Report($"Funding {options.Orders} orders that will not end by themselves");
        var stranded = await business.StrandAsync(options.Orders, cancellation);
        await business.UntilAsync(() => AllLockedAsync(chain, stranded, cancellation), cancellation);
        var states = await business.StatesAsync(stranded, cancellation);
        var underWay = await business.SendToAddressesAsync(options.OfEachOther, cancellation);

        await Task.WhenAll(stack.Host.StopAsync(immediate: true), stack.Postgres!.StopAsync(immediate: true), stack.Redis!.StopAsync(immediate: true));
        progress.Report($"Paynode is gone, with its database. Its orders: {states}; {underWay.Count} deposits on their way");
        foreach (var order in underWay)
        {
            await business.RequireMinedAsync(order, cancellation);
        }

        return (stranded, underWay);
    }

    private static DemoEnvironment DemoEnvironmentOf(LocalStack stack) => new(
        stack.Host.Url, stack.Keys.AdminKey, new Uri(stack.ChainRpcUrl), stack.Contracts.Token, [.. stack.Accounts.Take(2..9).Select(account => account.Address)]);

    private static async Task<bool> AllLockedAsync(NethereumChainClient chain, IReadOnlyList<StrandedOrder> orders, CancellationToken cancellation)
    {
        foreach (var order in orders)
        {
            var escrow = new EscrowContract(order.Order.Deposit.ChainId, Address.Parse(order.Order.Deposit.Escrow));
            var held = await EscrowReader.OrderAsync(chain, escrow, Bytes32.Parse(order.Order.Deposit.EscrowOrderId), cancellation);
            if (held.Status != EscrowOrderStatus.Locked || held.Remaining != order.Amount)
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>The key of a new account that has a little gas money and no part in Paynode.</returns>
    private static async Task<string> UnmatchedAsync(DevelopmentRpc rpc, LocalStack stack)
    {
        var key = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var address = LocalKeySigner.FromHex(key).Address.ToString();
        await rpc.SendAsync(new { from = stack.Accounts[8].Address, to = address, value = $"0x{OneEther:x}" });
        return "0x" + key;
    }

    private async Task<DisappearanceReport> CompareAsync(
        NethereumChainClient chain, LocalStack stack, IReadOnlyList<StrandedOrder> stranded, IReadOnlyList<StrandedOrder> underWay, int exitCode, CancellationToken cancellation)
    {
        var token = Address.Parse(stack.Contracts.Token);
        var missing = new Dictionary<StrandedOrder, BigInteger>();
        foreach (var order in stranded.Concat(underWay))
        {
            var held = await TokenReader.BalanceAsync(chain, token, order.RefundAddress, cancellation);
            missing[order] = BigInteger.Max(BigInteger.Zero, order.Amount - held);
        }

        return new DisappearanceReport(
            stranded.Count,
            stranded.Count(order => missing[order].IsZero),
            underWay.Count,
            underWay.Count(order => missing[order].IsZero),
            options.OfEachOther,
            missing.Values.Aggregate(BigInteger.Zero, BigInteger.Add),
            await TokenReader.BalanceAsync(chain, token, Address.Parse(stack.Contracts.Escrow), cancellation),
            exitCode);
    }
}
