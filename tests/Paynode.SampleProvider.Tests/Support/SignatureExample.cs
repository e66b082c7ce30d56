using System.Text.RegularExpressions;

namespace Paynode.Samples.Provider.Tests.Support;

/// <summary>A worked example in the protocol document: a fenced block whose lines begin with the names below.</summary>
public sealed record SignatureExample(string Secret, string Method, string Target, string Timestamp, string Body, string Signature)
{
    public static IReadOnlyList<SignatureExample> FindAll(string document) =>
    [
        .. Regex.Matches(document, "```text\nsecret .*?```", RegexOptions.Singleline).Select(block => new SignatureExample(
            Line(block.Value, "secret"),
            Line(block.Value, "method"),
            Line(block.Value, "path"),
            Line(block.Value, "timestamp"),
            Line(block.Value, "body"),
            Line(block.Value, "signature"))),
    ];

    private static string Line(string block, string name) =>
        Regex.Match(block, $"^{name}[ ]*(.*)$", RegexOptions.Multiline).Groups[1].Value is var value && value == "(none)" ? "" : value;
}
