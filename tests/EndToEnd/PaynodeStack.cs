using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;
using Paynode.Routing.Tests.Llm;
using Paynode.Samples.Provider;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Hosting;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.EndToEnd;

/// <summary>A whole Paynode with real PostgreSQL, Redis and chain, a tenant, and providers as a test asks for them.</summary>
public sealed class PaynodeStack : IAsyncLifetime
{
    private readonly List<SampleProvider> providers = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, SemaphoreSlim> turns = new();
    private int payers;

    public LocalStack Stack { get; private set; } = null!;

    /// <summary>The language model that this Paynode's scorer asks; it says nothing unless told to.</summary>
    internal FakeChatServer Chat { get; } = new();

    public Api Operator { get; private set; } = null!;

    public Api Sender { get; private set; } = null!;

    public DevelopmentRpc Chain { get; private set; } = null!;

    /// <summary>The key that a node's provider signs its pushes with.</summary>
    public const string WebhookKey = "whsec_end_to_end";

    /// <summary>Settings over the host's own; set before the stack starts.</summary>
    public Dictionary<string, string?> Settings { get; } = new()
    {
        ["CHAIN_WEBHOOK_KEY"] = WebhookKey,
        ["Chains__local__MaxFeeGwei"] = "100",
        ["Corridors__USDC_NGN__MaxAmount"] = "1000",
        ["Corridors__USDC_KES__MaxAmount"] = "1000",
        ["Corridors__USDC_KES__AcceptSeconds"] = "60",
        ["Corridors__USDC_KES__PaySeconds"] = "60",
        ["Corridors__USDC_GHS__DepositSeconds"] = "1",
        ["Corridors__USDC_ZAR__QuoteSeconds"] = "1",
        ["Corridors__USDC_UGX__DepositSeconds"] = "1",
        ["Corridors__USDC_UGX__EscrowSeconds"] = "1",
        ["Corridors__USDC_TZS__ParallelOffers"] = "3",
        ["Corridors__USDC_TZS__ParallelUpTo"] = "30",
        ["Corridors__USDC_ZMW__PayoutSteps__mobile_money"] = "1",
        ["CorridorDefaults__ConfirmationSeconds"] = "1",
        ["CorridorDefaults__AcceptSeconds"] = Seconds(3),
        ["CorridorDefaults__PaySeconds"] = Seconds(4),
        ["CorridorDefaults__GraceSeconds"] = Seconds(3),
        ["CorridorDefaults__RoutingPatienceSeconds"] = Seconds(6),
        ["Logging__LogLevel__Default"] = "Warning",
    };

    // Short, for tests see windows lapse; long enough for a provider on a slow machine.
    private static string Seconds(int seconds) => (seconds * HangLimit.Timeout).ToString(CultureInfo.InvariantCulture);

    /// <summary>Time between blocks; null mines each transaction at once.</summary>
    public TimeSpan? BlockTime { get; init; }

    public async Task InitializeAsync()
    {
        Settings["AI_ROUTER_URL"] = Chat.Endpoint.ToString();
        Settings["AI_ROUTER_MODEL"] = "test";
        Settings["AI_ROUTER_KEY"] = "sk-test-0123456789abcdef";
        Stack = await LocalStack.StartAsync(new LocalStackOptions { BlockTime = BlockTime, Environment = Settings });
        Chain = new DevelopmentRpc(Stack.ChainRpcUrl);
        Operator = new Api(Stack.Host.Url, Stack.Keys.AdminKey);
        Sender = await NewSenderAsync();
    }

    public async Task DisposeAsync()
    {
        await StopProvidersAsync();
        Chain?.Dispose();
        if (Stack is not null)
        {
            await Stack.DisposeAsync();
        }

        await Chat.DisposeAsync();
    }

    /// <summary>A tenant of its own.</summary>
    public async Task<Api> NewSenderAsync()
    {
        var tenant = await Operator.PostAsync("/v1/tenants", new { name = "Test tenant" }, NewKey());
        return new Api(Stack.Host.Url, (string)tenant.Require(201)["apiKey"]!);
    }

    /// <summary>Registers and starts a provider; returns once Paynode knows its rates and balances.</summary>
    public async Task<SampleProvider> StartProviderAsync(
        string corridor, string rate, Behaviour behaviour, decimal balance = 100_000_000m, IReadOnlyDictionary<string, string>? refused = null) =>
        (await StartAndRegisterAsync(corridor, rate, behaviour, balance, refused ?? new Dictionary<string, string>())).Provider;

    /// <summary>A provider that takes offers and says nothing, and the means to say in its place whatever a test wants.</summary>
    public async Task<(SampleProvider Provider, ProviderApi Api)> StartMuteProviderAsync(string corridor)
    {
        var silent = Behaviour.Create("silent", null, null, null, null);
        var (provider, credentials) = await StartAndRegisterAsync(corridor, "100", silent, 100_000_000m, new Dictionary<string, string>());
        return (provider, new ProviderApi(Stack.Host.Url, credentials));
    }

    /// <summary>A provider's credentials; it runs nowhere yet.</summary>
    public async Task<Credentials> RegisterAsync(Uri baseUrl, params string[] corridors)
    {
        var body = new { name = "Test provider", baseUrl = baseUrl.ToString(), settlementAddress = NewAddress(), corridors };
        var registered = (await Operator.PostAsync("/v1/providers", body, NewKey())).Require(201);
        return new Credentials((string)registered["id"]!, (string)registered["secret"]!);
    }

    /// <summary>Ends every provider, so that the next test's are the only ones.</summary>
    public async Task StopProvidersAsync()
    {
        foreach (var known in (await Operator.GetAsync("/v1/providers")).Require(200)["providers"]!.AsArray())
        {
            var content = new StringContent("{\"enabled\":false,\"releases\":\"continue\"}", System.Text.Encoding.UTF8, "application/json");
            await Operator.SendAsync(HttpMethod.Put, $"/v1/providers/{known!["id"]}/switch", content, null);
        }

        foreach (var provider in providers)
        {
            await provider.DisposeAsync();
        }

        providers.Clear();
    }

    /// <summary>Quotes and orders.</summary>
    public async Task<JsonNode> OrderAsync(string corridor, string amount, string account = "0123456789", Api? sender = null)
    {
        sender ??= Sender;
        var quote = (await sender.PostAsync("/v1/quotes", new { corridor, amount }, NewKey())).Require(201);
        return (await sender.PostAsync("/v1/orders", OrderBody((string)quote["id"]!, account), NewKey())).Require(201);
    }

    /// <summary>The id of a new quote.</summary>
    public async Task<string> QuoteAsync(string corridor, string amount, Api? sender = null)
    {
        var quote = await (sender ?? Sender).PostAsync("/v1/quotes", new { corridor, amount }, NewKey());
        return (string)quote.Require(201)["id"]!;
    }

    public static object OrderBody(string quoteId, string account = "0123456789") => new
    {
        quoteId,
        recipient = new { institution = "GTBINGLA", accountIdentifier = account, accountName = "Ada Obi" },
        refundAddress = NewAddress(),
    };

    /// <summary>Pays an order as its deposit instructions say: approve, then lock.</summary>
    public async Task FundAsync(JsonNode order)
    {
        var payer = await NewPayerAsync(order);
        await ApproveAndLockAsync(order, payer);
    }

    /// <summary>The two calls of an order's deposit instructions, from an account that has the funds.</summary>
    public async Task ApproveAndLockAsync(JsonNode order, string payer)
    {
        // Approvals of one account overwrite each other: the two calls stay together.
        var pair = turns.GetOrAdd($"pair:{payer}", _ => new SemaphoreSlim(1));
        await pair.WaitAsync();
        try
        {
            foreach (var call in order["deposit"]!["calls"]!.AsArray())
            {
                await SendAsync(payer, (string)call!["to"]!, (string)call["data"]!);
            }
        }
        finally
        {
            pair.Release();
        }
    }

    /// <summary>An unlocked account with the order's amount in test dollars.</summary>
    public async Task<string> NewPayerAsync(JsonNode order)
    {
        var payer = Stack.Accounts[2 + (Interlocked.Increment(ref payers) % 7)].Address;
        var minor = BigInteger.Parse(((string)order["deposit"]!["amount"]!).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        await SendAsync(payer, (string)order["deposit"]!["tokenAddress"]!, "0x40c10f19" + Word(payer[2..]) + Word(minor.ToString("x", CultureInfo.InvariantCulture)));
        return payer;
    }

    /// <summary>Sends a transaction and waits until it is mined. One account's follow each other, as their nonces do.</summary>
    public async Task<JsonObject> SendAsync(string from, string to, string data)
    {
        var turn = turns.GetOrAdd(from, _ => new SemaphoreSlim(1));
        await turn.WaitAsync();
        try
        {
            return await Chain.SendAsync(new { from, to, data, gas = "0x7a120" });
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Waits until an order is in one of these states.</summary>
    public async Task<JsonNode> WaitForAsync(JsonNode order, params string[] states)
    {
        JsonNode current = order;
        var deadline = DateTime.UtcNow + HangLimit.OfWait;
        while (DateTime.UtcNow < deadline)
        {
            current = (await Sender.GetAsync($"/v1/orders/{order["id"]}")).Require(200);
            if (states.Contains((string)current["state"]!))
            {
                return current;
            }

            await Task.Delay(100);
        }

        var events = await Sender.GetAsync($"/v1/orders/{order["id"]}/events");
        var log = File.ReadLines(Stack.Host.LogFile).TakeLast(60);
        throw new Xunit.Sdk.XunitException(
            $"The order is {current["state"]}, not {string.Join(" or ", states)}: {events.Text}\n{string.Join('\n', log)}");
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        var deadline = DateTime.UtcNow + HangLimit.OfWait;
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not come to hold in time.");
            await Task.Delay(50);
        }
    }

    /// <summary>Mines until the chain's own time is past a moment: after a reorganisation it lags behind the clock.</summary>
    public async Task UntilChainIsPastAsync(DateTimeOffset moment)
    {
        var timeout = DateTime.UtcNow + HangLimit.OfWait;
        while (await ChainTimeAsync() <= moment)
        {
            Assert.True(DateTime.UtcNow < timeout, "The chain's time did not come in time.");
            await Task.Delay(200);
            await Chain.CallAsync<string>("evm_mine");
        }
    }

    private async Task<DateTimeOffset> ChainTimeAsync()
    {
        var block = await Chain.CallAsync<JsonObject>("eth_getBlockByNumber", "latest", false);
        return DateTimeOffset.FromUnixTimeSeconds(Convert.ToInt64((string)block!["timestamp"]!, 16));
    }

    /// <summary>The types of an order's events, oldest first.</summary>
    public async Task<string[]> HistoryAsync(JsonNode order)
    {
        var events = (await Sender.GetAsync($"/v1/orders/{order["id"]}/events")).Require(200)["events"]!.AsArray();
        return [.. events.Select(it => (string)it!["type"]!)];
    }

    /// <summary>Every invariant holds, on the chain and in the ledger.</summary>
    public async Task RequireInvariantsAsync()
    {
        var answer = (await Operator.GetAsync("/v1/admin/invariants")).Require(200);
        Assert.True((bool)answer["holds"]!, answer.ToJsonString());
    }

    /// <summary>What an address holds of a token, in minor units.</summary>
    public async Task<BigInteger> BalanceAsync(string token, string holder)
    {
        var result = await Chain.CallAsync<string>("eth_call", new { to = token, data = "0x70a08231" + Word(holder[2..]) }, "latest");
        return BigInteger.Parse("0" + result![2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    public static string NewKey() => Guid.NewGuid().ToString("N");

    public static string NewAddress() => "0x" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + "00000001";

    public static string Word(string hex) => hex.ToLowerInvariant().PadLeft(64, '0');

    private async Task<(SampleProvider Provider, Credentials Credentials)> StartAndRegisterAsync(
        string corridor, string rate, Behaviour behaviour, decimal balance, IReadOnlyDictionary<string, string> refused)
    {
        var provider = await SampleProvider.StartAsync(new ProviderOptions
        {
            PaynodeUrl = Stack.Host.Url,
            Corridors = [new CorridorRate(corridor, decimal.Parse(rate, CultureInfo.InvariantCulture), 1m, 1000m)],
            Balances = new Dictionary<string, decimal> { [corridor.Split('-')[1]] = balance },
            Behaviour = behaviour,
            RefusedAccounts = refused,
        });
        var credentials = await RegisterAsync(provider.BaseUrl, corridor);
        provider.Enrol(credentials);
        await provider.Published;
        lock (providers)
        {
            providers.Add(provider);
        }

        return (provider, credentials);
    }
}
