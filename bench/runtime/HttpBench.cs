using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>An empty HTTP function next to the same handler on bare Kestrel, alternating, so that background noise affects both.</summary>
internal static class HttpBench
{
    private const int Connections = 32;
    private const int Rounds = 3;

    public static async Task<BenchResult> RunAsync(PrivatePostgres postgres, TimeSpan length)
    {
        await using var ours = await OursUnderTest.StartAsync(postgres);
        await using var bare = await BareAsync();
        var round = Math.Max(2, length.TotalSeconds / Rounds);
        var (function, kestrel) = (new List<double>(), new List<double>());
        await LoadAsync(ours.Url + "/api/empty", 2);
        await LoadAsync(bare.Urls.First() + "/api/empty", 2);
        for (var i = 0; i < Rounds; i++)
        {
            function.Add(await LoadAsync(ours.Url + "/api/empty", round));
            kestrel.Add(await LoadAsync(bare.Urls.First() + "/api/empty", round));
        }

        var (median, bareMedian) = (function.Order().ElementAt(Rounds / 2), kestrel.Order().ElementAt(Rounds / 2));
        var ratio = median / bareMedian;
        Console.WriteLine($"   function {median:F0} requests/s, bare Kestrel {bareMedian:F0}");
        return new(
            new JsonObject { ["functionPerSecond"] = Math.Round(median), ["bareKestrelPerSecond"] = Math.Round(bareMedian),
                ["ratio"] = Math.Round(ratio, 3) },
            [($"{ratio:P0} of bare Kestrel's requests a second (bar: 80 %)", ratio >= 0.80)]);
    }

    private static async Task<WebApplication> BareAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/api/empty", (RequestDelegate)(context => TypedResults.NoContent().ExecuteAsync(context)));
        await app.StartAsync();
        return app;
    }

    private static async Task<double> LoadAsync(string url, double seconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(HttpBench).Assembly.Location);
        }

        foreach (var argument in (string[])["load", url, Connections.ToString(CultureInfo.InvariantCulture),
            seconds.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return long.Parse(output, CultureInfo.InvariantCulture) / seconds;
    }
}
