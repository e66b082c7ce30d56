namespace Paynode.LocalHost;

/// <summary>What a caller must present to reach an HTTP function.</summary>
public enum AuthorizationLevel
{
    /// <summary>No key is asked for.</summary>
    Anonymous,

    /// <summary>A signed-in user; the embedded runtime refuses such functions at start, as it has no sign-in.</summary>
    User,

    /// <summary>A function key or the admin key.</summary>
    Function,

    /// <summary>The runtime itself; treated as <see cref="Admin"/>.</summary>
    System,

    /// <summary>The admin key.</summary>
    Admin,
}
