using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Hosting;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Tests;

public sealed class CommandLineTests
{
    private static readonly string[] Needed = ["--paynode", "http://127.0.0.1:7071", "--id", "p1", "--secret", "s1"];

    [Fact]
    public void Every_option_reaches_the_provider()
    {
        var options = CommandLine.Parse(
        [
            .. Needed, "--listen", "http://127.0.0.1:7400", "--corridors", "USDC-NGN=1500.25:2:300,USDC-KES=129.4", "--balances", "NGN=10.50,KES=3",
            "--refuse", "0000000000=invalid_account", "--journal", "j.jsonl", "--behaviour", "fail-after-paid", "--probability", "0.5",
            "--delay", "250", "--code", "other", "--fulfil-after", "1000", "--seed", "9",
        ]);

        Assert.Equal(new Uri("http://127.0.0.1:7071"), options.PaynodeUrl);
        Assert.Equal(new Credentials("p1", "s1"), options.Credentials);
        Assert.Equal([new CorridorRate("USDC-NGN", 1500.25m, 2, 300), new CorridorRate("USDC-KES", 129.4m, 1, 5000)], options.Corridors);
        Assert.Equal(10.50m, options.Balances["NGN"]);
        Assert.Equal("invalid_account", options.RefusedAccounts["0000000000"]);
        Assert.Equal(("j.jsonl", 9), (options.JournalPath, options.Seed));
        Assert.Equal(
            new Behaviour(BehaviourKind.FailAfterPaid, 0.5) { Delay = TimeSpan.FromMilliseconds(250), Code = "other", FulfilAfter = TimeSpan.FromSeconds(1) },
            options.Behaviour);
    }

    [Theory]
    [InlineData("--secrets", "x")]
    [InlineData("--paynode", "ftp://127.0.0.1")]
    [InlineData("--corridors", "USDC-NGN")]
    [InlineData("--corridors", "USDC-NGN=-1")]
    [InlineData("--corridors", "NGN=1500")]
    [InlineData("--balances", "NGN=1e6")]
    [InlineData("--behaviour", "Pay")]
    [InlineData("--probability", "2")]
    [InlineData("--delay", "soon")]
    [InlineData("--code", "bored")]
    public void A_wrong_option_is_named(string name, string value) =>
        Assert.Throws<ArgumentException>(() => CommandLine.Parse([.. Needed, name, value]));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_missing_option_is_named(int at)
    {
        var error = Assert.Throws<ArgumentException>(() => CommandLine.Parse([.. Needed[..at], .. Needed[(at + 2)..]]));

        Assert.Contains(Needed[at], error.Message, StringComparison.Ordinal);
    }
}
