using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Paynode.LocalHost.Http;

/// <summary>
/// Refuses paths that mean another one than they show, before they are routed: a proxy that lets some paths through and not
/// others reads them as they were sent, this server as they are decoded.
/// </summary>
internal sealed class PathForm(RequestDelegate next)
{
    /// <summary>Where the management endpoints are, which a proxy will want to close.</summary>
    private const string Management = "/runtime";

    private static readonly (string Encoded, string Plain)[] Decoded = [("%2e", "."), ("%2f", "/"), ("%5c", "/"), ("\\", "/")];

    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return HasDotSegment(target) || IsDisguisedManagement(context.Request.Path, target)
            ? Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "path_malformed", "The path has to be written plainly, without dot segments.")
            : next(context);
    }

    private static bool HasDotSegment(string target)
    {
        var path = target.Split('?', 2)[0];
        foreach (var (encoded, plain) in Decoded)
        {
            path = path.Replace(encoded, plain, StringComparison.OrdinalIgnoreCase);
        }

        return path.Split('/').Any(segment => segment is "." or "..");
    }

    private static bool IsDisguisedManagement(PathString path, string target) =>
        path.StartsWithSegments(Management, StringComparison.OrdinalIgnoreCase)
        && (!target.StartsWith(Management, StringComparison.Ordinal) || HasDisguisedName(target.Split('?', 2)[0].Split('/')));

    /// <summary>Whether one of the names that routing compares is written in another form: with escapes, or in another case.</summary>
    private static bool HasDisguisedName(string[] segments)
    {
        for (var at = 1; at < segments.Length; at++)
        {
            var decoded = Uri.UnescapeDataString(segments[at]);
            if (NamesAt(at, segments).FirstOrDefault(name => name.Equals(decoded, StringComparison.OrdinalIgnoreCase)) is { } name && name != segments[at])
            {
                return true;
            }
        }

        return false;
    }

    // What stands between is an operator's own: ids, names of queues and events.
    private static string[] NamesAt(int at, string[] segments) => at switch
    {
        1 => ["runtime"],
        2 => ["webhooks", "queues"],
        _ when segments[2] == "queues" => ["dead-letters", "requeue"],
        3 => ["durabletask"],
        4 => ["instances", "orchestrators"],
        6 when segments[4] == "instances" => ["raiseEvent", "terminate", "suspend", "resume"],
        _ => [],
    };
}
