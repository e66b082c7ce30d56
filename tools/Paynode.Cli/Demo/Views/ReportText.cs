using System.Globalization;
using Paynode.Cli.Demo.Reporting;

namespace Paynode.Cli.Demo.Views;

/// <summary>The report for a person to read.</summary>
public static class ReportText
{
    private const int TransactionsShown = 6;
    private const int FailoversShown = 5;

    /// <summary>Writes it.</summary>
    public static void Write(DemoReport report, TextWriter output)
    {
        output.WriteLine();
        WriteProviders(report, output);
        WriteFailovers(report, output);
        WriteAvoided(report, output);
        WriteTransactions(report, output);
        foreach (var (title, checks) in new[] { ("Paynode's invariants", report.PaynodeChecks), ("Checked independently, on the chain and in the providers' books", report.OwnChecks) })
        {
            output.WriteLine(title);
            foreach (var check in checks)
            {
                output.WriteLine($"  {(check.Holds ? "holds " : "BROKEN")}  {check.Name}: {check.Detail}");
            }

            output.WriteLine();
        }

        WriteFigures(report, output);
    }

    private static void WriteProviders(DemoReport report, TextWriter output)
    {
        output.WriteLine($"{"provider",-20}{"corridor",-11}{"behaviour",-26}{"offers",7}{"paid",6}{"declined",10}{"failed",8}{"unanswered",12}");
        foreach (var line in report.Providers)
        {
            output.WriteLine($"{line.Name,-20}{line.Corridor,-11}{line.BehaviourText,-26}{line.Offers,7}{line.Paid,6}{line.Declined,10}{line.Failed,8}{line.Unanswered,12}");
        }

        output.WriteLine();
    }

    private static void WriteFailovers(DemoReport report, TextWriter output)
    {
        output.WriteLine($"Failovers: {report.Failovers}");
        foreach (var order in report.OrderList.Where(order => order.AskedProviders.Count > 1).Take(FailoversShown))
        {
            output.WriteLine($"  order {order.Number,-4} {string.Join(" → ", order.AskedProviders)}: {order.State}");
        }

        output.WriteLine();
    }

    private static void WriteAvoided(DemoReport report, TextWriter output)
    {
        if (report.Avoided.Count == 0)
        {
            return;
        }

        foreach (var it in report.Avoided)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{it.Provider} fell silent; its first time-out arrived {it.SecondsToTimeout:0.0} s later. Until then:"));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {it.RoutedPast} orders were routed past it, thought to be down with up to {100 * it.Suspected:0} %; {it.SentTo} were sent to it. Before, it got {100 * it.ShareBefore:0} % of its corridor's."));
        }

        output.WriteLine();
    }

    /// <summary>A refund, if there was one, and some releases; all of them are in the JSON.</summary>
    private static void WriteTransactions(DemoReport report, TextWriter output)
    {
        var ends = report.OrderList.SelectMany(order => order.Transactions
            .Where(transaction => transaction.Kind is "release" or "refund")
            .Select(transaction => (order.Number, Transaction: transaction)))
            .ToList();
        output.WriteLine("On the chain");
        foreach (var (number, transaction) in ends.OrderBy(end => end.Transaction.Kind == "refund" ? 0 : 1).Take(TransactionsShown))
        {
            output.WriteLine($"  order {number,-4} {transaction.Kind,-8} {transaction.Hash}");
        }

        output.WriteLine(ends.Count > TransactionsShown ? $"  … and {ends.Count - TransactionsShown} more (--json lists all)\n" : "");
    }

    private static void WriteFigures(DemoReport report, TextWriter output)
    {
        output.WriteLine($"settled {report.Settled}, refunded {report.Refunded}, failovers {report.Failovers}, in {report.ElapsedSeconds:0.0} s");
        var byAddress = report.OrderList.Count(order => order.Funding == "deposit_address");
        output.WriteLine($"funded: {report.OrderList.Count - byAddress} by approve and lock, {byAddress} by a transfer to the order's own address");
        output.WriteLine($"deposit to settled: median {Seconds(report.DepositToSettledMs.Median)}, p95 {Seconds(report.DepositToSettledMs.P95)}");
        output.WriteLine($"routing: median {Milliseconds(report.RoutingMs.Median)}, p99 {Milliseconds(report.RoutingMs.P99)}");
        output.WriteLine(report.Ok ? $"All {report.Orders} orders ended, and every invariant holds." : "FAILED");
        foreach (var failure in report.Failures)
        {
            output.WriteLine($"  {failure}");
        }
    }

    private static string Seconds(double? ms) => ms is null ? "-" : (ms.Value / 1000).ToString("0.0 s", CultureInfo.InvariantCulture);

    private static string Milliseconds(double? ms) => ms is null ? "-" : ms.Value.ToString("0.0 ms", CultureInfo.InvariantCulture);
}
