namespace Paynode.Functions;

/// <summary>Who may call a function.</summary>
public enum Caller
{
    /// <summary>Anyone.</summary>
    Anyone,

    /// <summary>A tenant, with its API key.</summary>
    Sender,

    /// <summary>A provider, with a signature.</summary>
    Provider,

    /// <summary>The operator, with the admin key.</summary>
    Operator,

    /// <summary>A chain's node or its provider, with a signature.</summary>
    Node,
}
