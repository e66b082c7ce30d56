using Paynode.LocalServices.Hosting;

namespace Paynode.LocalServices.Tests;

public sealed class DevelopmentContractsTests
{
    // The first four bytes of keccak256("operator()").
    private const string OperatorSelector = "0x570ca735";

    [Fact]
    public async Task The_escrow_is_deployed_with_its_operator()
    {
        await using var chain = await PrivateAnvil.StartAsync();
        var operatorAddress = chain.Accounts[1].Address;

        var contracts = await DevelopmentContracts.DeployAsync(chain.RpcUrl, operatorAddress, chain.Accounts[9].Address, feeBps: 30);

        Assert.Equal(chain.ChainId, contracts.ChainId);
        using var rpc = new DevelopmentRpc(chain.RpcUrl);
        var answer = await rpc.CallAsync<string>("eth_call", new { to = contracts.Escrow, data = OperatorSelector }, "latest");
        Assert.Equal(operatorAddress[2..].ToLowerInvariant(), answer![^40..]);
    }
}
