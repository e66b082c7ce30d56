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
        path.StartsWithSegments(Management, StringComparison.OrdinalIgnoreCase) && !target.StartsWith(Management, StringComparison.Ordinal);
}
