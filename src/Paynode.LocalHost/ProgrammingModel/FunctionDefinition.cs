namespace Paynode.LocalHost;

/// <summary>The function that is being run.</summary>
public abstract class FunctionDefinition
{
    /// <summary>The function's name.</summary>
    public abstract string Name { get; }

    /// <summary>The method behind it: type and method name.</summary>
    public abstract string EntryPoint { get; }

    /// <summary>A stable identifier of the function.</summary>
    public abstract string Id { get; }
}
