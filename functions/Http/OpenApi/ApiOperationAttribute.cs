namespace Paynode.Functions;

/// <summary>Describes an HTTP function for the OpenAPI document; route and method come from its trigger.</summary>
/// <param name="tag">The group that it belongs to.</param>
/// <param name="summary">One line.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ApiOperationAttribute(string tag, string summary) : Attribute
{
    /// <summary>The group that it belongs to.</summary>
    public string Tag { get; } = tag;

    /// <summary>One line.</summary>
    public string Summary { get; } = summary;

    /// <summary>Who may call it.</summary>
    public Caller Caller { get; init; } = Caller.Anyone;

    /// <summary>The body's type, or null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>The response's type, or null for none.</summary>
    public Type? Response { get; init; }

    /// <summary>The status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether an <c>Idempotency-Key</c> is needed.</summary>
    public bool Creates { get; init; }

    /// <summary>Codes of the problems that are its own, separated by blanks; those of its caller and body are added.</summary>
    public string Problems { get; init; } = "";

    /// <summary>Query parameters as "name: description", separated by semicolons.</summary>
    public string Query { get; init; } = "";
}
