using System.Globalization;
using Microsoft.AspNetCore.Http;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Which orders to list.</summary>
/// <param name="State">Only this state, or null for any.</param>
/// <param name="Cursor">Where the previous page ended, or null for the first.</param>
/// <param name="Limit">1 to <see cref="MaxLimit"/>.</param>
public sealed record OrderListQuery(OrderState? State, string? Cursor, int Limit)
{
    /// <summary>Maximum page size.</summary>
    public const int MaxLimit = 100;

    private const int DefaultLimit = 20;

    /// <summary>Parses the query string.</summary>
    /// <returns>The query, or <c>state_unknown</c>, <c>limit_invalid</c>.</returns>
    public static Result<OrderListQuery> Parse(IQueryCollection query)
    {
        var stateText = query["state"].ToString();
        var state = OrderTransitions.FromWire(stateText);
        if (stateText.Length > 0 && state is null)
        {
            return new Problem("state_unknown", "There is no such order state.", "state");
        }

        var limit = DefaultLimit;
        var limitText = query["limit"].ToString();
        if (limitText.Length > 0
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            return new Problem("limit_invalid", $"limit must be between 1 and {MaxLimit}.", "limit");
        }

        var cursor = query["cursor"].ToString();
        return new OrderListQuery(state, cursor.Length == 0 ? null : cursor, limit);
    }
}
