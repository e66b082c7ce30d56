using System.Globalization;
using System.Text.Json;

namespace Paynode.LocalServices.Hosting;

/// <summary>The escrow and the test token, freshly deployed on a private chain from the committed artifacts.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Escrow">The escrow's address.</param>
/// <param name="Token">The test token's address: six decimals, anyone may mint.</param>
/// <param name="StartBlock">The newest block before both.</param>
public sealed record DevelopmentContracts(long ChainId, string Escrow, string Token, long StartBlock)
{
    /// <summary>Deploys both, from the chain's first unlocked account, which becomes the escrow's admin.</summary>
    /// <param name="rpcUrl">A development chain that signs for its own accounts, as Anvil does.</param>
    /// <param name="operatorAddress">Who may release and refund.</param>
    /// <param name="feeReceiver">Who receives the protocol's fee.</param>
    /// <param name="feeBps">The protocol's fee, in hundredths of a percent.</param>
    /// <exception cref="InvalidOperationException">The chain refused, or has no accounts of its own.</exception>
    public static async Task<DevelopmentContracts> DeployAsync(
        string rpcUrl, string operatorAddress, string feeReceiver, int feeBps)
    {
        using var chain = new DevelopmentRpc(rpcUrl);
        var chainId = Convert.ToInt64(await chain.CallAsync<string>("eth_chainId"), 16);
        var startBlock = Convert.ToInt64(await chain.CallAsync<string>("eth_blockNumber"), 16);
        var accounts = await chain.CallAsync<string[]>("eth_accounts");
        if (accounts is not [var admin, ..])
            throw new InvalidOperationException($"The chain at {rpcUrl} signs for no account: contracts cannot be deployed there.");
        var token = await chain.DeployAsync(admin, Bytecode("TestUsd"));
        var escrow = await chain.DeployAsync(
            admin, Bytecode("PaynodeEscrow") + EscrowArguments(admin, operatorAddress, feeReceiver, feeBps, token));
        return new DevelopmentContracts(chainId, escrow, token, startBlock);
    }

    private static string Bytecode(string contract)
    {
        var root = Clone.Root ?? throw new FileNotFoundException("The contracts' artifacts are in a clone of the repository.");
        var artifact = Path.Combine(root, "contracts", "artifacts", contract + ".json");
        using var json = JsonDocument.Parse(File.ReadAllText(artifact));
        return json.RootElement.GetProperty("bytecode").GetString()!;
    }

    /// <summary>The ABI coding of (address admin, address operator, address feeReceiver, uint16 feeBps, address[] tokens).</summary>
    private static string EscrowArguments(string admin, string operatorAddress, string feeReceiver, int feeBps, string token) =>
        string.Concat(
            Word(admin), Word(operatorAddress), Word(feeReceiver), Word(feeBps),
            // The array follows the five words of the head; then its length and its one element.
            Word(5 * 32), Word(1), Word(token));

    private static string Word(string address) => address[2..].ToLowerInvariant().PadLeft(64, '0');

    private static string Word(int number) => number.ToString("x64", CultureInfo.InvariantCulture);
}
