using System.CommandLine;

namespace Paynode.Cli.Check.Vanish;

/// <summary>`check vanish`.</summary>
internal static class DisappearanceCommand
{
    private const int MaxOrders = 1_000;

    public static Command Create()
    {
        var orders = new Option<int>("--orders") { Description = "Orders whose funds the escrow holds when Paynode vanishes.", DefaultValueFactory = _ => 50 };
        orders.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxOrders)
            {
                result.AddError($"--orders runs from 1 to {MaxOrders}.");
            }
        });
        var command = new Command("vanish", "Paynode disappears in the middle of many orders, and every payer gets their money back.") { orders };
        command.SetAction((parsed, cancellation) => RunAsync(new DisappearanceOptions(parsed.GetValue(orders)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DisappearanceOptions options, CancellationToken cancellation)
    {
        var report = await new DisappearanceDrill(options, new Progress(), TimeProvider.System).RunAsync(cancellation);
        await Console.Out.WriteLineAsync(report.ToJson());
        return report.Ok ? 0 : 1;
    }
}
