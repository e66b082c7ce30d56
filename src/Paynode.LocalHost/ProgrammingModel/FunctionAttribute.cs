namespace Paynode.LocalHost;

/// <summary>Marks a method as a function and gives it the name under which it is started, listed and journalled.</summary>
/// <param name="name">The function's name; unique in an app, compared without regard to case.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}
