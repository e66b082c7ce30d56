using System.Text.Json.Nodes;
using Paynode.LocalServices;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>What the operator sees and does of the chains.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class ChainAdminTests(PaynodeStack paynode) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task The_operator_sees_how_a_chain_is_and_nobody_else_does()
    {
        var chain = await ChainAsync();
        Assert.Equal(("local", 31337), ((string)chain["name"]!, (int)chain["chainId"]!));
        Assert.Equal(paynode.Stack.Contracts.Escrow, (string)chain["escrow"]!, ignoreCase: true);
        Assert.Equal(paynode.Stack.Accounts[1].Address, (string)chain["settlement"]!["operator"]!, ignoreCase: true);
        var node = Assert.Single(chain["endpoints"]!.AsArray())!;
        Assert.Equal("127.0.0.1", (string)node["host"]!);
        Assert.Equal((long)chain["head"]!, (long)node["head"]!);
        Assert.Equal(("100", false), ((string)chain["gas"]!["ceiling"]!, (bool)chain["gas"]!["isAboveCeiling"]!));

        (await paynode.Sender.GetAsync("/v1/chains")).RequireProblem(401, "api_key_invalid");
        (await new Api(paynode.Stack.Host.Url, null).GetAsync("/v1/chains")).RequireProblem(401, "api_key_missing");
    }

    [Fact]
    public async Task A_chain_that_is_read_again_moves_nothing_twice()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        var order = await paynode.OrderAsync("USDC-NGN", "100");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        var again = (await paynode.Operator.PostAsync("/v1/chains/local/reindex", new { })).Require(202);
        Assert.True((long)again["fromBlock"]! <= (long)again["toBlock"]!, again.ToJsonString());
        await UntilAsync(async () => (await ChainAsync())["rereadBlock"] is null);

        var settled = await paynode.WaitForAsync(order, "settled");
        Assert.Single(settled["transactions"]!.AsArray(), it => (string)it!["kind"]! == "release");
        Assert.Equal("done", (string)settled["settlement"]!["state"]!);
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Reading_again_what_there_is_not_is_refused()
    {
        (await paynode.Operator.PostAsync("/v1/chains/nowhere/reindex", new { })).RequireProblem(404, "chain_unknown");
        (await paynode.Operator.PostAsync("/v1/chains/local/reindex", new { fromBlock = -1 })).RequireProblem(400, "from_block_invalid");
        (await paynode.Operator.PostAsync("/v1/chains/local/reindex", new { fromBlock = 1_000_000_000 })).RequireProblem(400, "from_block_invalid");
        (await paynode.Operator.PostAsync("/v1/chains/local/reindex", new { block = 1 })).RequireProblem(400, "body_malformed");
        (await paynode.Sender.PostAsync("/v1/chains/local/reindex", new { })).RequireProblem(401, "api_key_invalid");
    }

    [Fact]
    public async Task Above_the_gas_ceiling_settlement_waits_and_the_order_and_the_chain_say_so()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        var order = await paynode.OrderAsync("USDC-NGN", "100");

        // Other tests may have left releases that are held, such as those of a provider that was switched off.
        var others = (int)(await ChainAsync())["settlement"]!["releases"]!;

        // Each block that the payer's transactions make lowers it by an eighth: high enough for all of them.
        await BaseFeeAsync(20_000);
        await paynode.FundAsync(order);

        await UntilAsync(async () => (string?)(await OrderAsync(order))["settlement"]?["waiting"] == "gas_ceiling");
        Assert.Equal("settling", (string)(await OrderAsync(order))["state"]!);
        var chain = await ChainAsync();
        Assert.True((bool)chain["gas"]!["isAboveCeiling"]!, chain.ToJsonString());
        Assert.Equal(1, (int)chain["settlement"]!["waiting"]!["gas_ceiling"]!);
        Assert.InRange((int)chain["settlement"]!["releases"]!, 1, others + 1);

        await BaseFeeAsync(1);
        await paynode.WaitForAsync(order, "settled");
        Assert.Empty((await ChainAsync())["settlement"]!["waiting"]!.AsObject());
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task No_key_is_ever_logged()
    {
        await ChainAsync();
        var keys = paynode.Stack.Keys;
        var log = await File.ReadAllTextAsync(paynode.Stack.Host.LogFile);
        foreach (var secret in new[] { keys.OperatorKey[2..], keys.AdminKey, keys.SecretsKey })
        {
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase);
        }
    }

    private async Task BaseFeeAsync(long gwei)
    {
        await paynode.Chain.CallAsync<object>("anvil_setNextBlockBaseFeePerGas", $"0x{gwei * 1_000_000_000:x}");
        await paynode.Chain.CallAsync<object>("evm_mine");
    }

    private async Task<JsonNode> ChainAsync() =>
        Assert.Single((await paynode.Operator.GetAsync("/v1/chains")).Require(200)["chains"]!.AsArray())!;

    private async Task<JsonNode> OrderAsync(JsonNode order) => (await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}")).Require(200);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + HangLimit.OfWait;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not come to hold in time.");
            await Task.Delay(100);
        }
    }
}
