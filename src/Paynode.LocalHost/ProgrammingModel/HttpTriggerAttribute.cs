namespace Paynode.LocalHost;

/// <summary>Starts the function on an HTTP request.</summary>
/// <param name="authLevel">What the caller must present.</param>
/// <param name="methods">The HTTP methods answered; all of them when none is named.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    /// <summary>Every method, with a function key.</summary>
    public HttpTriggerAttribute()
        : this(AuthorizationLevel.Function)
    {
    }

    /// <summary>The given methods, with a function key.</summary>
    /// <param name="methods">The HTTP methods answered.</param>
    public HttpTriggerAttribute(params string[] methods)
        : this(AuthorizationLevel.Function, methods)
    {
    }

    /// <summary>Every method, at the given level.</summary>
    /// <param name="authLevel">What the caller must present.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel)
        : this(authLevel, [])
    {
    }

    /// <summary>What the caller must present.</summary>
    public AuthorizationLevel AuthLevel { get; } = authLevel;

    /// <summary>The HTTP methods answered; empty means all.</summary>
    public string[] Methods { get; } = methods;

    /// <summary>The route template below the route prefix; the function's name when absent.</summary>
    public string? Route { get; set; }
}
