using Microsoft.Extensions.Configuration;
using Paynode.Chain.Configuration;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Payments;

namespace Paynode.Chain.Tests.Configuration;

/// <summary>The descriptions that are shipped, each checked for what can be checked without the chain.</summary>
public sealed class KnownChainsTests
{
    private const string Escrow = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    public static TheoryData<string> Names => new(KnownChains.Names);

    [Fact]
    public void The_chains_are_these_with_the_ids_that_they_are_known_by() => Assert.Equal(
        [("base", 8453), ("base_sepolia", 84532), ("ethereum", 1), ("arbitrum", 42161), ("polygon", 137), ("bnb", 56), ("celo", 42220), ("lisk", 1135)],
        KnownChains.Names.Select(name => (name, KnownChains.Find(name)!.ChainId)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Token_addresses_carry_their_checksums_and_stand_once(string name)
    {
        var tokens = KnownChains.Find(name)!.Tokens;
        Assert.All(tokens, token => Assert.Equal(token.Value, Address.Parse(token.Value).ToString()));
        Assert.Equal(tokens.Count, tokens.Values.Distinct().Count());
        Assert.All(tokens, token => Assert.True(Currencies.Find(token.Key) is { IsToken: true }, token.Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Larger_amounts_never_need_less(string name)
    {
        var chain = KnownChains.Find(name)!;
        var needs = chain.ConfirmationSteps.Select(step => step.Require).Append(chain.Confirmations).Select(ConfirmationRequirement.Parse).Select(Rank).ToArray();
        Assert.Equal(needs.Order(), needs);
        Assert.Equal(chain.ConfirmationSteps.Select(step => step.UpTo).Order(), chain.ConfirmationSteps.Select(step => step.UpTo));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_depth_reaches_beyond_the_blocks_that_are_kept_and_gas_has_a_ceiling(string name)
    {
        var chain = KnownChains.Find(name)!;
        var depths = chain.ConfirmationSteps.Select(step => step.Require).Append(chain.Confirmations)
            .Select(ConfirmationRequirement.Parse).Where(need => need.Kind == ConfirmationKind.Depth);
        Assert.All(depths, need => Assert.True(need.Depth * 2 <= chain.ReorgWindow));
        Assert.True(chain.MaxFeeGwei > chain.MinTipGwei);
        Assert.Empty(chain.Endpoints());
        Assert.Equal("", chain.Escrow);
    }

    [Fact]
    public void A_configuration_adds_nodes_and_escrow_and_may_override_the_rest()
    {
        var chain = Read(
            "base-sepolia", ("RpcUrl", "https://node.example/"), ("Escrow", Escrow), ("MaxFeeGwei", "7"), ("Tokens:EURC", Escrow), ("Tokens:USDC", ""));
        Assert.Equal((84532, 7m, "3"), (chain.ChainId, chain.MaxFeeGwei, chain.Confirmations));
        Assert.Equal(["EURC"], chain.Tokens.Keys);
    }

    [Fact]
    public void Confirmation_steps_of_ones_own_replace_the_known_ones()
    {
        var chain = Read("base", ("RpcUrl", "https://node.example/"), ("Escrow", Escrow), ("ConfirmationSteps:0:UpTo", "5"), ("ConfirmationSteps:0:Require", "1"));
        Assert.Equal((5m, "1"), (Assert.Single(chain.ConfirmationSteps).UpTo, chain.ConfirmationSteps[0].Require));
    }

    [Fact]
    public void A_chain_without_known_tokens_asks_for_them()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Read("bnb", ("RpcUrl", "https://node.example/"), ("Escrow", Escrow)));
        Assert.Contains("Tokens", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_another_name_has_nothing_but_what_it_is_given()
    {
        Assert.Null(KnownChains.Find("local"));
        var refused = Assert.Throws<InvalidOperationException>(() => Read("local", ("RpcUrl", "http://node/"), ("Escrow", Escrow)));
        Assert.Contains("ChainId", refused.Message, StringComparison.Ordinal);
    }

    private static int Rank(ConfirmationRequirement need) => need.Kind switch
    {
        ConfirmationKind.Depth => need.Depth,
        ConfirmationKind.Safe => int.MaxValue - 1,
        _ => int.MaxValue,
    };

    private static ChainOptions Read(string name, params (string Key, string Value)[] values) => ChainOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create($"Chains:{name}:{v.Key}", (string?)v.Value))).Build())[name];
}
