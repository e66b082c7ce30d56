using System.CommandLine;
using System.Text.Json.Nodes;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Check;

/// <summary>`check openapi`: the committed document is the one that the code serves.</summary>
internal static class OpenApiCheck
{
    private const string Document = "docs/openapi.json";

    public static Command Create()
    {
        var write = new Option<bool>("--write") { Description = $"Writes {Document} anew." };
        var command = new Command("openapi", $"Compares {Document} with what the code serves.") { write };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(write), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool write, CancellationToken cancellation)
    {
        var path = Path.Combine(Clone.Root!, Document);
        var served = await ServedAsync(cancellation);
        if (write)
        {
            await File.WriteAllTextAsync(path, served.ToJsonString(new() { WriteIndented = true }) + "\n", cancellation);
            return 0;
        }
        var committed = JsonNode.Parse(await File.ReadAllTextAsync(path, cancellation));
        if (JsonNode.DeepEquals(committed, served))
            return 0;
        await Console.Error.WriteLineAsync($"{Document} is not what the code serves; to write it anew: ./paynode check openapi --write");
        return 1;
    }

    private static async Task<JsonNode> ServedAsync(CancellationToken cancellation)
    {
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions { BlockTime = null }, new Progress());
        using var http = new HttpClient { BaseAddress = stack.Host.Url };
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri("openapi.json", UriKind.Relative), cancellation))!;
        // Where it happened to listen is no part of the interface.
        document.AsObject().Remove("servers");
        return document;
    }
}
