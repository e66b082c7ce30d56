using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Paynode.Functions;

/// <summary>Required and optional settings of the host.</summary>
public static class Setting
{
    /// <summary>Azure's placeholder for a vault secret that it could not read.</summary>
    private const string UnresolvedReference = "@Microsoft.KeyVault(";

    /// <summary>The setting's value.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or refers to a vault secret that could not be read.</exception>
    public static string Required(IConfiguration configuration, string name) => Optional(configuration, name)
        ?? throw new InvalidOperationException($"{name} must be set.");

    /// <summary>The setting's value; null when it is missing or empty.</summary>
    /// <exception cref="InvalidOperationException">It refers to a vault secret that could not be read; using the placeholder as a
    /// key would make it guessable.</exception>
    public static string? Optional(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        var value when value.StartsWith(UnresolvedReference, StringComparison.OrdinalIgnoreCase) =>
            throw new InvalidOperationException(
                $"{name} refers to a vault's secret that could not be read: check that it exists, is enabled, and that the app may read "
                    + "it."),
        var value => value,
    };

    /// <summary>A setting that is a whole number; the default when it is missing.</summary>
    /// <exception cref="InvalidOperationException">It is not a number or out of range, or a vault secret that could not be read;
    /// the message names it.</exception>
    public static int Number(
        IConfiguration configuration, string name, int otherwise, int min, int max) => Optional(configuration, name) is not { } value
        ? otherwise
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new InvalidOperationException($"{name} must be a whole number between {min} and {max}.");

    /// <summary>A setting that is true or false; false when it is missing.</summary>
    /// <exception cref="InvalidOperationException">It is neither, or a vault secret that could not be read; the message names
    /// it.</exception>
    public static bool Flag(IConfiguration configuration, string name) => Optional(configuration, name) is { } value
        && (bool.TryParse(value, out var flag) ? flag : throw new InvalidOperationException($"{name} must be true or false."));
}
