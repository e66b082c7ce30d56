using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Offers;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Hosting;

/// <summary>The HTTP server: the protocol's three signed endpoints, and the control endpoint for this machine only.</summary>
internal static class Endpoints
{
    /// <summary>Maximum size of an offer; a real one is below 2 KB.</summary>
    private const int MaxBodyBytes = 64 * 1024;

    public static void Map(WebApplication app, SampleProvider provider)
    {
        app.MapPost("/v1/offers", (HttpRequest request) => SignedAsync(request, provider, body => Receive(body, provider)));
        app.MapGet("/v1/offers/{offerId:guid}", (HttpRequest request, Guid offerId) =>
            SignedAsync(request, provider, _ => provider.StatusOf(offerId) is { } status ? Results.Json(status, Json.Options) : Unknown()));
        app.MapPost("/v1/offers/{offerId:guid}/withdraw", (HttpRequest request, Guid offerId) =>
            SignedAsync(request, provider, _ => provider.Withdraw(offerId) is { } status ? Results.Json(status, Json.Options) : Unknown()));

        app.MapGet(
            "/control", (HttpContext context) => IsLocal(context) ? Results.Json(provider.Describe(), Json.Options) : Results.NotFound());
        app.MapPut(
            "/control",
            async (HttpContext context) => IsLocal(context) ? await ControlAsync(context.Request, provider) : Results.NotFound());
    }

    private static async Task<IResult> SignedAsync(HttpRequest request, SampleProvider provider, Func<byte[], IResult> handle)
    {
        if (await BodyAsync(request) is not { } body)
        {
            return Problem(413, "body_too_large", $"At most {MaxBodyBytes} bytes.");
        }

        // The raw target is what was signed: a decoded path could differ from it.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return provider.Check(request.Method, target, request.Headers, body) is { } refusal
            ? Problem(refusal.Status, refusal.Code, refusal.Detail)
            : handle(body);
    }

    private static IResult Receive(byte[] body, SampleProvider provider)
    {
        Offer? offer;
        try
        {
            offer = JsonSerializer.Deserialize<Offer>(body, Json.Options);
        }
        catch (JsonException exception)
        {
            return Problem(400, "malformed_json", exception.Message);
        }

        if (offer is null || offer.Flaw() is not null)
        {
            return Problem(400, "invalid_offer", offer?.Flaw() ?? "The body is null.");
        }

        return provider.Receive(offer) switch
        {
            Reception.Taken => Results.Json(provider.StatusOf(offer.OfferId), Json.Options, statusCode: 202),
            Reception.Different => Problem(409, "offer_mismatch", "Another offer is known under this offerId."),
            _ => Problem(503, "overloaded", "Too many offers are in progress."),
        };
    }

    private static async Task<IResult> ControlAsync(HttpRequest request, SampleProvider provider)
    {
        try
        {
            var change = await request.ReadFromJsonAsync<ControlRequest>(Json.Options) ?? throw new ArgumentException("The body is null.");
            provider.Control(change);
            return Results.Json(provider.Describe(), Json.Options);
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or InvalidOperationException
            or BadHttpRequestException)
        {
            return Problem(400, "invalid_control", exception.Message);
        }
    }

    private static async Task<byte[]?> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBodyBytes)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static IResult Unknown() => Problem(404, "offer_unknown", "This offer is unknown here.");

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
