using System.Globalization;
using System.Text.RegularExpressions;
using Paynode.Payments;
using Paynode.Routing.Advice;

namespace Paynode.Functions;

/// <summary>Validates a caller's order and its own providers.</summary>
internal static partial class RoutingInput
{
    /// <summary>Maximum candidates of one decision: more than any known corridor has.</summary>
    public const int MostCandidates = 100;

    private const int MostText = 100;
    private const double DefaultValueBps = 250;

    /// <summary>Plausible limits of counts, basis points and seconds.</summary>
    private const double Most = 1e6;

    public static Result<string> Corridor(string? text) =>
        text is not null && Name().IsMatch(text)
            ? text
            : new Problem("corridor_malformed", "corridor has 1 to 64 letters, digits and . _ : -", "corridor");

    public static Result<AdviceOrder> Order(RoutingOrderRequest? order)
    {
        if (order is null || !VisibleText.IsIdentifier(order.Method, MostText) || !VisibleText.IsIdentifier(order.Institution, MostText))
        {
            return new Problem(
                "order_malformed", $"order has amount, and method and institution of 1 to {MostText} characters, none of them invisible.",
                "order");
        }

        if (!decimal.TryParse(order.Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount <= 0)
        {
            return new Problem("amount_malformed", "amount is a positive decimal number in a string.", "order.amount");
        }

        var value = order.ValueBps ?? DefaultValueBps;
        return value is > 0 and <= Most
            ? new AdviceOrder((double)amount, order.Method, order.Institution, value)
            : new Problem("value_out_of_range", "valueBps must be above 0 and at most 1,000,000.", "order.valueBps");
    }

    public static Result<IReadOnlyList<AdviceCandidate>> Candidates(IReadOnlyList<RoutingCandidateRequest>? candidates)
    {
        if (candidates is not { Count: >= 1 and <= MostCandidates })
        {
            return new Problem(
                "candidates_out_of_range", $"The number of candidates must be between 1 and {MostCandidates}.", "candidates");
        }

        var read = new List<AdviceCandidate>(candidates.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (Read(candidates[i]) is not { } candidate)
            {
                return new Problem(
                    "candidate_malformed", "A candidate has a provider's name, a costBps, and no figure below 0 or beyond a million.",
                    $"candidates[{i}]");
            }

            if (!names.Add(candidate.Id))
            {
                return new Problem("candidate_repeated", "A provider must be a candidate only once.", $"candidates[{i}].provider");
            }

            read.Add(candidate);
        }

        return read;
    }

    private static AdviceCandidate? Read(RoutingCandidateRequest? it)
    {
        if (it is not { CostBps: >= -Most and <= Most } || !Name().IsMatch(it.Provider ?? ""))
        {
            return null;
        }

        IReadOnlyList<double> pending = it.PendingSeconds ?? [];
        var figures = new[] { it.InFlight, it.Capacity, it.QuoteAgeSeconds, it.HeartbeatAgeSeconds, it.BalanceRatio ?? 0 };
        return figures.Concat(pending).All(figure => figure is >= 0 and <= Most)
            ? new AdviceCandidate(it.Provider!, it.CostBps.Value)
            {
                InFlight = it.InFlight,
                Capacity = it.Capacity,
                BalanceRatio = it.BalanceRatio ?? double.PositiveInfinity,
                QuoteAgeSeconds = it.QuoteAgeSeconds,
                HeartbeatAgeSeconds = it.HeartbeatAgeSeconds,
                IsAllowed = it.Allowed,
                IsSwitchedOff = it.SwitchedOff,
                PendingSeconds = [.. pending.OrderDescending()],
            }
            : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,64}\z")]
    private static partial Regex Name();
}
