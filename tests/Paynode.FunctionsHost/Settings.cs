namespace Paynode.FunctionsHost;

/// <summary>Values of an app's settings, as bindings name them.</summary>
internal static class Settings
{
    /// <summary>A binding's text with each <c>%NAME%</c> replaced by that setting.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing.</exception>
    public static string Resolve(this IConfiguration settings, string text)
    {
        var parts = text.Split('%');
        for (var i = 1; i < parts.Length - 1; i += 2)
        {
            parts[i] = settings[parts[i]] ?? throw new InvalidOperationException($"'{text}' names the setting {parts[i]}, which has no value.");
        }

        return string.Concat(parts);
    }
}
