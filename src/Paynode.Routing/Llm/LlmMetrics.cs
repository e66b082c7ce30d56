using System.Diagnostics.Metrics;

namespace Paynode.Routing.Llm;

/// <summary>The scorer's instruments, under the meter "Paynode.Routing.Llm".</summary>
internal static class LlmMetrics
{
    private static readonly Meter Meter = new("Paynode.Routing.Llm");

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "paynode.llm.calls", description: "Questions by result, including those not sent.");

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "paynode.llm.tokens", description: "Tokens of questions and answers.");

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "paynode.llm.cost", "USD", "Cost of questions and answers, at the configured prices.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "paynode.llm.duration", "s", "Duration of an answer.");

    public static void Asked(LlmResult result, TimeSpan took)
    {
        Calls.Add(1, new KeyValuePair<string, object?>("verdict", result));
        Duration.Record(took.TotalSeconds);
    }

    public static void Used(long question, long answer, LlmScorerOptions options)
    {
        Tokens.Add(question, new KeyValuePair<string, object?>("direction", "question"));
        Tokens.Add(answer, new KeyValuePair<string, object?>("direction", "answer"));
        Cost.Add((question * options.QuestionPrice + answer * options.AnswerPrice) / 1_000_000);
    }
}
