using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Paynode.LocalHost.Functions;

/// <summary>Replaces <c>%NAME%</c> in queue names and schedules with app settings.</summary>
internal sealed partial class SettingNames(IConfiguration configuration)
{
    /// <exception cref="FunctionDefinitionException">A setting is missing.</exception>
    public string Resolve(string text) => Setting().Replace(text, match =>
        configuration[match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)]
        ?? configuration[match.Groups[1].Value]
        ?? throw new FunctionDefinitionException([$"The setting '{match.Groups[1].Value}', named in '{text}', is missing."]));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
