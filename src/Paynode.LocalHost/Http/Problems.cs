using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Paynode.LocalHost.Http;

/// <summary>Problem documents (RFC 9457) for errors before or outside a function.</summary>
internal static class Problems
{
    public static Task WriteAsync(HttpContext context, int status, string code, string? detail = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        var problem = new
        {
            type = "about:blank",
            title = ReasonPhrases.GetReasonPhrase(status),
            status,
            code,
            detail,
        };
        return JsonSerializer.SerializeAsync(response.Body, problem, JsonSerializerOptions.Web, context.RequestAborted);
    }

    /// <summary>The stable code for a status without a more specific one.</summary>
    public static string CodeOf(int status) => status switch
    {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        408 => "request_timeout",
        413 => "body_too_large",
        415 => "unsupported_media_type",
        429 => "too_many_requests",
        503 => "unavailable",
        _ => status >= 500 ? "internal_error" : "error",
    };
}
