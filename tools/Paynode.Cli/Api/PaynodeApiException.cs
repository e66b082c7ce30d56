using System.Net;

namespace Paynode.Cli.Api;

/// <summary>A refusal of the API: the problem document's status, code and detail.</summary>
public sealed class PaynodeApiException(HttpStatusCode status, string? code, string detail)
    : Exception($"{(int)status} {code ?? "(no code)"}: {detail}")
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The stable code; null when the answer was no problem document.</summary>
    public string? Code { get; } = code;
}
