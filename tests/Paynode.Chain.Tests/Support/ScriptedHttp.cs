using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Paynode.Chain.Tests.Support;

/// <summary>An HTTP server in memory: each request is answered by the next step of a script, the last one from then on.</summary>
internal sealed class ScriptedHttp(params Func<JsonNode, HttpResponseMessage>[] script) : HttpMessageHandler
{
    private int _next;

    public List<JsonNode> Requests { get; } = [];

    public static Func<JsonNode, HttpResponseMessage> Result(JsonNode? result) => request => Json(Answer(request, result));

    public static Func<JsonNode, HttpResponseMessage> Error(int code, string message, JsonNode? data = null) => request => Json(new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = request["id"]?.DeepClone(),
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["data"] = data?.DeepClone() },
    });

    public static Func<JsonNode, HttpResponseMessage> Status(HttpStatusCode status, string body = "") =>
        _ => new HttpResponseMessage(status) { Content = new StringContent(body) };

    public static Func<JsonNode, HttpResponseMessage> Text(string body) =>
        _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>Answers each call of a batch by its method; <paramref name="order"/> may shuffle the answers or drop some.</summary>
    public static Func<JsonNode, HttpResponseMessage> Batch(
        Func<JsonNode, JsonNode?> result, Func<IEnumerable<JsonNode>, IEnumerable<JsonNode>>? order = null) => request =>
    {
        var answers = request.AsArray().Select(call => (JsonNode)Answer(call!, result(call!)));
        return Json(new JsonArray([.. (order ?? (a => a))(answers)]));
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        Requests.Add(body);
        return script[Math.Min(_next++, script.Length - 1)](body);
    }

    private static JsonObject Answer(JsonNode call, JsonNode? result) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = call["id"]!.DeepClone(),
        ["result"] = result?.DeepClone(),
    };

    private static HttpResponseMessage Json(JsonNode body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
