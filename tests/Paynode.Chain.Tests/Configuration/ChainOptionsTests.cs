using Microsoft.Extensions.Configuration;
using Paynode.Chain.Configuration;

namespace Paynode.Chain.Tests.Configuration;

public sealed class ChainOptionsTests
{
    [Fact]
    public void A_chain_is_read_with_all_it_has()
    {
        var options = Read(
            ("Chains:base:ChainId", "8453"), ("Chains:base:RpcUrls:0", "https://one.example/"), ("Chains:base:RpcUrls:1", "https://two.example/"),
            ("Chains:base:Escrow", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), ("Chains:base:Confirmations", "finalized"),
            ("Chains:base:ConfirmationSteps:0:UpTo", "100.5"), ("Chains:base:ConfirmationSteps:0:Require", "2"),
            ("Chains:base:Tokens:USDC", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), ("Chains:base:MaxFeeGwei", "0.5"))["base"];
        Assert.Equal((8453, "finalized", 2, 0.5m), (options.ChainId, options.Confirmations, options.Endpoints().Count, options.MaxFeeGwei));
        Assert.Equal((100.5m, "2"), (options.ConfirmationSteps[0].UpTo, options.ConfirmationSteps[0].Require));
        Assert.Equal("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", options.Tokens["USDC"]);
    }

    [Fact]
    public void The_shared_url_and_a_ceiling_for_gas_stand_in_for_missing_ones()
    {
        var options = Read(
            ("CHAIN_RPC_URL", "http://127.0.0.1:8545"), ("Chains:dev:ChainId", "1"), ("Chains:dev:Tokens:USDC", "0x0"),
            ("Chains:dev:Escrow", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"))["dev"];
        Assert.Equal("http://127.0.0.1:8545/", options.Endpoints().Single().ToString());
        Assert.Equal(500m, options.MaxFeeGwei);
    }

    [Theory]
    [InlineData("ChainId", "0", "ChainId")]
    [InlineData("RpcUrl", "", "RpcUrl")]
    [InlineData("Escrow", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "Escrow")]
    [InlineData("Quorum", "2", "Quorum")]
    public void An_incomplete_chain_is_refused_with_what_is_wrong(string key, string value, string named)
    {
        var good = new Dictionary<string, string?>
        {
            ["Chains:x:ChainId"] = "1", ["Chains:x:RpcUrl"] = "http://node/", ["Chains:x:Tokens:T"] = "0x0",
            ["Chains:x:Escrow"] = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            [$"Chains:x:{key}"] = value,
        };
        var error = Assert.Throws<InvalidOperationException>(
            () => ChainOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(good).Build()));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, ChainOptions> Read(params (string Key, string Value)[] values) => ChainOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());
}
