using System.Net;

namespace Paynode.Client;

/// <summary>A refusal of the API: what its problem document says.</summary>
public sealed class PaynodeException : Exception
{
    /// <summary>A refusal.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The stable code; null when the response was no problem document.</param>
    /// <param name="detail">What is wrong in this case; without a problem document, the start of the body.</param>
    /// <param name="field">The request's field that is at fault, if it is one.</param>
    public PaynodeException(HttpStatusCode status, string? code, string detail, string? field = null)
        : base($"{(int)status} {code ?? "(no code)"}: {detail}")
    {
        Status = status;
        Code = code;
        Detail = detail;
        Field = field;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The stable code, such as <c>quote_expired</c>; null when the response was no problem document.</summary>
    public string? Code { get; }

    /// <summary>What is wrong in this case.</summary>
    public string Detail { get; }

    /// <summary>The request's field that is at fault, or null.</summary>
    public string? Field { get; }
}
