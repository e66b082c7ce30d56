using Microsoft.Extensions.Configuration;

namespace Paynode.Functions;

/// <summary>Settings that the host cannot do without.</summary>
public static class Setting
{
    /// <summary>The setting's value.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the message names it.</exception>
    public static string Required(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} has to be set.");
}
