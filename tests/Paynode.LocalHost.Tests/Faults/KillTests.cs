using System.Diagnostics;
using Xunit.Abstractions;

namespace Paynode.LocalHost.Tests;

/// <summary>The process is killed with SIGKILL at random moments under load, again and again.</summary>
public sealed class KillTests(SharedPostgres postgres, ITestOutputHelper output) : IClassFixture<SharedPostgres>
{
    private const int Callers = 8;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(600);

    [Fact]
    public async Task Killed_at_random_moments_no_accepted_work_is_lost()
    {
        var kills = LongTests.Wanted ? 200 : 20;
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}, {kills} kills");
        var random = new Random(seed);
        await using var hub = await postgres.CreateHubAsync();
        await using var host = await FaultHost.StartAsync(hub.ConnectionUrl);
        await using var load = new WorkLoad(Callers, () => host.Url);
        var begun = Stopwatch.GetTimestamp();
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(random.NextDouble() * LongestLife);
            await host.RestartAsync(immediate: true);
        }

        await load.WaitForMoreAsync(Callers);
        await load.FinishAsync();
        await FaultRecords.RequireSoundAsync(hub);
        output.WriteLine($"{load.Ended} works through {kills} kills in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s; {await FaultRecords.RepeatedAsync(hub)} steps were done again; {load.Unavailable} answers 503");
    }
}
