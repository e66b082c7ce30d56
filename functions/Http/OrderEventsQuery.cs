using System.Globalization;
using Microsoft.AspNetCore.Http;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Which events of an order to read.</summary>
/// <param name="StatesOnly">Only changes of the order's state.</param>
/// <param name="After">The sequence of the last event of the previous page; 0 for the first page.</param>
/// <param name="Limit">1 to <see cref="MaxLimit"/>.</param>
public sealed record OrderEventsQuery(bool StatesOnly, int After, int Limit)
{
    /// <summary>Maximum page size.</summary>
    public const int MaxLimit = 1_000;

    private const int DefaultLimit = 100;
    private const string States = "state";

    /// <summary>Parses the query string.</summary>
    /// <returns>The query, or <c>kind_unknown</c>, <c>limit_invalid</c>, <c>cursor_malformed</c>.</returns>
    public static Result<OrderEventsQuery> Parse(IQueryCollection query)
    {
        var kind = query["kind"].ToString();
        if (kind is not ("" or States))
        {
            return new Problem("kind_unknown", $"kind must be '{States}' or omitted.", "kind");
        }

        if (!TryRead(query["limit"].ToString(), DefaultLimit, out var limit) || limit is < 1 or > MaxLimit)
        {
            return new Problem("limit_invalid", $"limit must be between 1 and {MaxLimit}.", "limit");
        }

        return TryRead(query["cursor"].ToString(), 0, out var after)
            ? new OrderEventsQuery(kind == States, after, limit)
            : new Problem("cursor_malformed", "The cursor is not one that a page returned.", "cursor");
    }

    private static bool TryRead(string text, int otherwise, out int value)
    {
        value = otherwise;
        return text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
