using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Tests;

/// <summary>What the program says when CHAIN_RPC_URL names no chain.</summary>
public sealed class GivenChainTests
{
    [Fact]
    public async Task Demo_ChainDropsTheConnection_SaysSoInOneSentenceAndEndsWith2()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dropping = DropAsync(listener);

        var (code, errors) = await RunAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.Equal(2, code);
        Assert.StartsWith("paynode: CHAIN_RPC_URL names a server that cannot be used: ", Assert.Single(errors), StringComparison.Ordinal);
        listener.Stop();
        await dropping;
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("no address")]
    [InlineData("ftp://127.0.0.1/")]
    public async Task Demo_ChainIsNoChain_SaysSoInOneSentenceAndEndsWith2(string url)
    {
        var (code, errors) = await RunAsync(url);
        Assert.Equal(2, code);
        Assert.StartsWith("paynode: CHAIN_RPC_URL ", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static async Task DropAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private static async Task<(int Code, string[] Errors)> RunAsync(string chain)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.PathOf("tools/Paynode.Cli/Paynode.Cli"), "demo", "--orders", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CHAIN_RPC_URL"] = chain;
        using var program = Process.Start(start)!;
        var output = program.StandardOutput.ReadToEndAsync();
        var errors = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        await output;
        return (program.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
