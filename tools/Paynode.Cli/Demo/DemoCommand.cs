using System.CommandLine;
using Paynode.LocalServices.Hosting;

namespace Paynode.Cli.Demo;

/// <summary>`demo`: real payments from deposit to settlement, on private services.</summary>
internal static class DemoCommand
{
    private const int MaxOrders = 100_000;

    public static Command Create()
    {
        var orders = Number("--orders", "How many orders.", 20, MaxOrders);
        var concurrency = Number("--concurrency", "How many of them at a time.", 10, MaxOrders);
        var seed = Number("--seed", "Repeats the choices of an earlier run.", 1, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Writes the result as JSON." };
        var command = new Command("demo", "Watch payments cross.") { orders, concurrency, seed, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            new DemoOptions(parsed.GetValue(orders), parsed.GetValue(concurrency), parsed.GetValue(seed), parsed.GetValue(json)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions(), new Progress());
        cancellation.ThrowIfCancellationRequested();
        Console.WriteLine($"Paynode is ready at {stack.Host.Url} for {options.Orders} orders.");
        return 0;
    }

    private static Option<int> Number(string name, string description, int fallback, int max)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < 1 || value > max))
                result.AddError($"{name} must be from 1 to {max}.");
        });
        return option;
    }
}
