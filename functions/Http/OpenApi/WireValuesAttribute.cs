namespace Paynode.Functions;

/// <summary>Lists the allowed texts of a property, for the OpenAPI document.</summary>
/// <param name="values">The texts.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WireValuesAttribute(params string[] values) : Attribute
{
    /// <summary>The names of an enumeration, written as the API writes states: in lower case.</summary>
    /// <param name="enumeration">An enumeration.</param>
    public WireValuesAttribute(Type enumeration)
        : this([.. Enum.GetNames(enumeration).Select(name => name.ToLowerInvariant())])
    {
    }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}
