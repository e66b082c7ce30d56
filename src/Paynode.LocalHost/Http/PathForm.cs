using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Paynode.LocalHost.Http;

/// <summary>
/// Rejects ambiguous paths before routing. A reverse proxy that allows some paths and blocks others matches them as sent,
/// while this server matches them after decoding.
/// </summary>
internal sealed class PathForm(RequestDelegate next)
{
    /// <summary>The prefix of the management endpoints, which a proxy will usually block.</summary>
    private const string Management = "/runtime";

    private static readonly (string Encoded, string Plain)[] Decoded = [("%2e", "."), ("%2f", "/"), ("%5c", "/"), ("\\", "/")];

    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return HasDotSegment(target) || IsDisguisedManagement(context.Request.Path, target)
            ? Problems.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "path_malformed",
                "The path must not contain dot segments, or encoded or differently cased names.")
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

    /// <summary>
    /// Whether a segment that routing compares is written in another form: percent-encoded, or in another case.
    /// </summary>
    private static bool HasDisguisedName(string[] segments)
    {
        for (var at = 1; at < segments.Length; at++)
        {
            var decoded = Uri.UnescapeDataString(segments[at]);
            var literal = NamesAt(at, segments).FirstOrDefault(name => name.Equals(decoded, StringComparison.OrdinalIgnoreCase));
            if (literal is not null && literal != segments[at])
            {
                return true;
            }
        }

        return false;
    }

    // The other segments are parameters: ids, and names of queues and events.
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
