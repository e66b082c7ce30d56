using System.Text.Json;
using Paynode.Cli.Check.Vanish;

namespace Paynode.Cli.Tests;

/// <summary>The short form of <c>./paynode check vanish</c>, and what its result is based on.</summary>
public sealed class DisappearanceTests
{
    private static readonly DisappearanceReport Whole = new(50, 50, 5, 5, 5, Shortfall: 0, LeftInEscrow: 0, ScriptExitCode: 0);

    public static TheoryData<DisappearanceReport> NotWhole => new(
        Whole with { Refunded = 49 },
        Whole with { Returned = 4 },
        Whole with { Shortfall = 1 },
        Whole with { LeftInEscrow = 1 },
        Whole with { ScriptExitCode = 1 });

    [Fact]
    public async Task When_Paynode_vanishes_a_stranger_makes_every_payer_whole()
    {
        var said = new List<string>();
        var check = new DisappearanceDrill(new DisappearanceOptions(Orders: 10), new Told(said), TimeProvider.System);
        var report = await check.RunAsync(CancellationToken.None);

        Assert.True(report.Ok, $"{report.ToJson()}\n{string.Join('\n', said)}");
        Assert.Equal((10, 1, 1), (report.Refunded, report.Returned, report.SettledBefore));
    }

    [Theory]
    [MemberData(nameof(NotWhole))]
    public void One_payer_who_is_not_whole_fails_the_check(DisappearanceReport report)
    {
        Assert.True(Whole.Ok);
        Assert.False(report.Ok);
    }

    [Fact]
    public void The_last_line_has_what_a_program_asks_for()
    {
        using var line = JsonDocument.Parse((Whole with { Shortfall = 7 }).ToJson());
        Assert.Equal(50, line.RootElement.GetProperty("orders").GetInt32());
        Assert.Equal(50, line.RootElement.GetProperty("refunded").GetInt32());
        Assert.Equal(7, line.RootElement.GetProperty("shortfall").GetInt32());
    }

    private sealed class Told(List<string> said) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (said)
            {
                said.Add(value);
            }
        }
    }
}
