using System.CommandLine;
using Paynode.Cli.Demo.Views;
using Spectre.Console;

namespace Paynode.Cli.Demo;

/// <summary><c>paynode demo</c>: a whole Paynode with providers, and payments crossing it.</summary>
public static class DemoCommand
{
    private const int MaxOrders = 10_000;
    private const int MaxConcurrency = 500;

    /// <summary>Something is missing on this machine.</summary>
    private const int Missing = 2;

    /// <summary>As a shell reports a program that ended by Ctrl-C.</summary>
    private const int Interrupted = 130;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var orders = new Option<int>("--orders") { Description = "How many orders.", DefaultValueFactory = _ => 60 };
        var concurrency = new Option<int>("--concurrency") { Description = "How many of them at a time.", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed") { Description = "Repeats the choices of an earlier run.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "The result as JSON on standard output, the progress on standard error." };
        var host = new Option<string?>("--host") { Hidden = true };
        Bound(orders, MaxOrders);
        Bound(concurrency, MaxConcurrency);
        var command = new Command("demo", "Watch payments cross: funded, routed, paid out, settled or refunded.") { orders, concurrency, seed, json, host };
        command.SetAction((parsed, cancellation) => RunAsync(
            new DemoOptions(parsed.GetValue(orders), parsed.GetValue(concurrency), parsed.GetValue(seed), parsed.GetValue(json), parsed.GetValue(host)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        var view = ViewFor(options);
        try
        {
            await using var stage = await LocalStage.StartAsync(options.HostProject, new Told(view), cancellation);
            var report = await new DemoRun(stage.Environment, options, view, TimeProvider.System).RunAsync(cancellation);
            view.Show(report);
            if (options.Json)
            {
                await Console.Out.WriteLineAsync(report.ToJson());
            }

            return report.Ok ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (FileNotFoundException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message);
            return Missing;
        }
    }

    private static IDemoView ViewFor(DemoOptions options) =>
        options.Json ? new Lines(Console.Error, TimeProvider.System)
        : Console.IsOutputRedirected ? new Lines(Console.Out, TimeProvider.System)
        : new LiveTable(AnsiConsole.Console, TimeProvider.System);

    private static void Bound(Option<int> option, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 || result.GetValueOrDefault<int>() > most)
        {
            result.AddError($"{option.Name} runs from 1 to {most}.");
        }
    });

    /// <summary>Told at once, unlike <see cref="Progress{T}"/>, which may reorder.</summary>
    private sealed class Told(IDemoView view) : IProgress<string>
    {
        public void Report(string value) => view.Say(value);
    }
}
