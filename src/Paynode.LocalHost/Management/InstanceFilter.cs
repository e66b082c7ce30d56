using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Management;

/// <summary>Parses a listing's filter from a query string, with Durable Functions' parameter names.</summary>
internal static class InstanceFilter
{
    private const int MaxPage = 1000;

    public static bool TryRead(IQueryCollection query, out OrchestrationQuery filter)
    {
        filter = new OrchestrationQuery(
            InstanceIdPrefix: query["instanceIdPrefix"].FirstOrDefault(), FetchInputsAndOutputs: query["showInput"] == "true");
        if (query["top"].FirstOrDefault() is { } top)
        {
            if (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > MaxPage)
            {
                return false;
            }

            filter = filter with { PageSize = size };
        }

        if (!TryReadTime(query["createdTimeFrom"].FirstOrDefault(), out var from)
            || !TryReadTime(query["createdTimeTo"].FirstOrDefault(), out var to))
        {
            return false;
        }

        var statuses = new List<OrchestrationRuntimeStatus>();
        foreach (var name in query["runtimeStatus"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) || int.TryParse(name, out _))
            {
                return false;
            }

            statuses.Add(status);
        }

        filter = filter with { CreatedFrom = from, CreatedTo = to, Statuses = statuses.Count == 0 ? null : statuses };
        return true;
    }

    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        var isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed);
        time = parsed;
        return isTime;
    }
}
