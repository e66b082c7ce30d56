using System.Diagnostics;
using Xunit.Abstractions;

namespace Paynode.LocalHost.Tests;

/// <summary>PostgreSQL crashes and comes back under load, and stays away for a while: work waits, and callers are told when to come back.</summary>
public sealed class DatabaseRestartTests(FaultPostgres postgres, ITestOutputHelper output) : IClassFixture<FaultPostgres>
{
    private const int Callers = 8;
    private const int Restarts = 20;

    [Fact]
    public async Task Restarted_twenty_times_under_load_nothing_is_lost()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var app = FaultHost.Build(hub.ConnectionUrl, "http://127.0.0.1:0");
        await app.StartAsync();
        await using var load = new WorkLoad(Callers, () => new(app.Urls.First()));
        var begun = Stopwatch.GetTimestamp();
        for (var restart = 0; restart < Restarts; restart++)
        {
            await load.WaitForMoreAsync(Callers);
            await postgres.Server.RestartAsync(immediate: restart % 2 == 0);
        }

        await load.WaitForMoreAsync(Callers);
        await load.FinishAsync();
        await FaultRecords.RequireSoundAsync(hub);
        output.WriteLine($"{load.Ended} works through {Restarts} restarts in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s; {load.Unavailable} answers 503");
        await app.StopAsync();
    }

    [Fact]
    public async Task Away_for_a_while_callers_are_told_when_to_come_back_and_work_goes_on_afterwards()
    {
        var outage = LongTests.Wanted ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(3);
        await using var hub = await postgres.CreateHubAsync();
        await using var app = FaultHost.Build(hub.ConnectionUrl, "http://127.0.0.1:0");
        await app.StartAsync();
        await using var load = new WorkLoad(Callers, () => new(app.Urls.First()));
        await load.WaitForMoreAsync(Callers);
        await postgres.Server.StopAsync(immediate: true);
        var begun = Stopwatch.GetTimestamp();
        await RequireToldToComeBackAsync(app.Urls.First());
        while (Stopwatch.GetElapsedTime(begun) < outage)
        {
            await RequireToldToComeBackAsync(app.Urls.First());
        }

        var refused = load.Unavailable;
        await postgres.Server.RestartAsync();

        await load.WaitForMoreAsync(Callers);
        await load.FinishAsync();
        await FaultRecords.RequireSoundAsync(hub);
        output.WriteLine($"{load.Ended} works around {outage.TotalSeconds} s without a database; {refused} answers 503 meanwhile");
        await app.StopAsync();
    }

    private static async Task RequireToldToComeBackAsync(string url)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(url + "/api/work/late"), null);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        await Task.Delay(TimeSpan.FromMilliseconds(200));
    }
}
