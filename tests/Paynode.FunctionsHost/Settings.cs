namespace Paynode.FunctionsHost;

/// <summary>Resolves settings in the values of bindings.</summary>
internal static class Settings
{
    /// <summary>Replaces each <c>%NAME%</c> in a binding's value with that setting.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing.</exception>
    public static string Resolve(this IConfiguration settings, string text)
    {
        var parts = text.Split('%');
        for (var i = 1; i < parts.Length - 1; i += 2)
        {
            parts[i] = settings[parts[i]]
                ?? throw new InvalidOperationException($"'{text}' names the setting {parts[i]}, which has no value.");
        }

        return string.Concat(parts);
    }
}
