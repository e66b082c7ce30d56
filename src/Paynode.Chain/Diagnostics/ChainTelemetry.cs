using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Paynode.Chain.Diagnostics;

/// <summary>The module's traces and metrics, all under the name <c>Paynode.Chain</c>.</summary>
public static class ChainTelemetry
{
    /// <summary>The name to subscribe to.</summary>
    public const string Name = "Paynode.Chain";

    internal static readonly ActivitySource Activities = new(Name);
    internal static readonly Meter Meter = new(Name);

    internal static readonly Histogram<double> RpcDuration =
        Meter.CreateHistogram<double>("paynode.chain.rpc.duration", "ms", "Time of one HTTP request to a node.");

    internal static readonly Counter<long> RpcRetries =
        Meter.CreateCounter<long>("paynode.chain.rpc.retries", "{retry}", "Reads repeated because a node was busy or unavailable.");

    internal static readonly Counter<long> RangeSplits =
        Meter.CreateCounter<long>("paynode.chain.range.splits", "{split}", "Log queries that exceeded a node's limits.");

    internal static readonly Counter<long> TruncatedAnswers =
        Meter.CreateCounter<long>("paynode.chain.answers.truncated", "{answer}", "Log queries whose results omitted events.");

    internal static readonly Counter<long> EventsObserved =
        Meter.CreateCounter<long>("paynode.chain.events.observed", "{event}", "Events observed on the chain.");

    internal static readonly Counter<long> EventsConfirmed =
        Meter.CreateCounter<long>("paynode.chain.events.confirmed", "{event}", "Events final enough to act on.");

    internal static readonly Counter<long> EventsWithdrawn =
        Meter.CreateCounter<long>("paynode.chain.events.withdrawn", "{event}", "Events that left the canonical chain.");

    internal static readonly Histogram<long> ReorgDepth =
        Meter.CreateHistogram<long>("paynode.chain.reorg.depth", "{block}", "Blocks rolled back in one reorganisation.");

    internal static readonly Gauge<long> BlocksBehind =
        Meter.CreateGauge<long>("paynode.chain.blocks.behind", "{block}", "Blocks between the cursor and the newest block.");

    internal static readonly Gauge<long> CursorStalled =
        Meter.CreateGauge<long>(
            "paynode.chain.cursor.stalled", "s", "How long the cursor has not advanced while the head has; zero when it does.");

    internal static readonly Gauge<long> AuditBehind =
        Meter.CreateGauge<long>(
            "paynode.chain.audit.behind", "{block}", "Blocks that are old enough to be audited and have not been yet.");

    internal static readonly Gauge<long> AuditStalled =
        Meter.CreateGauge<long>("paynode.chain.audit.stalled", "s", "How long the audit has been failing; zero when it succeeds.");

    internal static readonly Counter<long> TransactionsSent =
        Meter.CreateCounter<long>("paynode.chain.transactions.sent", "{transaction}", "Signed transactions sent to a node.");

    internal static readonly Counter<long> EstimateFailures =
        Meter.CreateCounter<long>("paynode.chain.estimates.failed", "{estimate}", "Transactions whose gas estimate failed.");

    internal static readonly Gauge<long> TransactionsWaiting =
        Meter.CreateGauge<long>("paynode.chain.transactions.waiting", "{transaction}", "Transactions that wait, by reason.");

    internal static readonly Counter<long> TransactionsReplaced =
        Meter.CreateCounter<long>("paynode.chain.transactions.replaced", "{transaction}", "Stuck transactions replaced at a higher fee.");

    internal static readonly Counter<long> TransactionsFinal =
        Meter.CreateCounter<long>("paynode.chain.transactions.final", "{transaction}", "Transactions that became final.");
}
