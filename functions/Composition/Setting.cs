using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Paynode.Functions;

/// <summary>Settings that the host cannot do without.</summary>
public static class Setting
{
    /// <summary>What Azure leaves in the place of a vault's secret that it could not read.</summary>
    private const string UnresolvedReference = "@Microsoft.KeyVault(";

    /// <summary>The setting's value.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or names a vault's secret that could not be read.</exception>
    public static string Required(IConfiguration configuration, string name) => Optional(configuration, name)
        ?? throw new InvalidOperationException($"{name} has to be set.");

    /// <summary>The setting's value; null when it is missing or empty.</summary>
    /// <exception cref="InvalidOperationException">It names a vault's secret that could not be read, which would be a key that others can guess.</exception>
    public static string? Optional(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        var value when value.StartsWith(UnresolvedReference, StringComparison.OrdinalIgnoreCase) =>
            throw new InvalidOperationException($"{name} refers to a vault's secret that could not be read: is it there and enabled, and may the app read it?"),
        var value => value,
    };

    /// <summary>A setting that is a whole number; the default when it is missing.</summary>
    /// <exception cref="InvalidOperationException">It is no number or out of its range, or a vault's secret that could not be read; the message names it.</exception>
    public static int Number(IConfiguration configuration, string name, int otherwise, int min, int max) => Optional(configuration, name) is not { } value
        ? otherwise
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new InvalidOperationException($"{name} has to be a whole number from {min} to {max}.");

    /// <summary>A setting that is true or false; false when it is missing.</summary>
    /// <exception cref="InvalidOperationException">It is neither, or a vault's secret that could not be read; the message names it.</exception>
    public static bool Flag(IConfiguration configuration, string name) => Optional(configuration, name) is { } value
        && (bool.TryParse(value, out var flag) ? flag : throw new InvalidOperationException($"{name} has to be true or false."));
}
