using System.Text.Json;
using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>
/// Parses an answer as untrusted input: anything that does not have exactly the required shape is malformed, and a score that
/// is out of range, for an unknown provider or a duplicate is ignored. Never throws for any content of an answer.
/// </summary>
internal static class ScorerAnswer
{
    private const int MaxScores = 64, MostEvidence = 3, EvidenceLength = 200;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>The valid scores; null when the answer is malformed.</summary>
    public static IReadOnlyList<ProviderScore>? Read(
        string? text, ScorerQuestion question, DateTimeOffset at, TimeSpan longestTtl)
    {
        try
        {
            using var document = JsonDocument.Parse(text ?? "", Strict);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("opinions", out var scores)
                && scores.ValueKind == JsonValueKind.Array && scores.GetArrayLength() <= MaxScores
                ? Scores(scores, question, at, longestTtl)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Also covers strings that are not valid UTF-16: JSON may escape half a surrogate pair.
            return null;
        }
    }

    private static ProviderScore[] Scores(
        JsonElement scores, ScorerQuestion question, DateTimeOffset at, TimeSpan longestTtl)
    {
        var providers = question.Providers.ToDictionary(p => p.Alias, p => p.PromptContext.Provider, StringComparer.Ordinal);
        return scores.EnumerateArray()
            .Select(item => ScorerScore(item, providers, at, longestTtl))
            .OfType<ProviderScore>()
            .GroupBy(score => score.Provider)
            .Where(ofOne => ofOne.Count() == 1)
            .Select(ofOne => ofOne.Single())
            .ToArray();
    }

    private static ProviderScore? ScorerScore(
        JsonElement item, Dictionary<string, ProviderId> providers, DateTimeOffset at, TimeSpan longestTtl) =>
        item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty("provider", out var alias) && alias.ValueKind == JsonValueKind.String
            && providers.TryGetValue(alias.GetString()!, out var provider)
            && Share(item, "score") is { } score && Share(item, "confidence") is { } confidence
            && item.TryGetProperty("ttlSeconds", out var ttl) && ttl.ValueKind == JsonValueKind.Number
            && ttl.TryGetInt64(out var seconds) && seconds > 0
            && Evidence(item) is { } evidence
            ? new ProviderScore(
                provider, score, confidence, at, TimeSpan.FromSeconds(Math.Min(seconds, longestTtl.TotalSeconds)), evidence)
            : null;

    private static double? Share(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var share) && share is >= 0 and <= 1
            ? share
            : null;

    private static string[]? Evidence(JsonElement item) =>
        item.TryGetProperty("evidence", out var evidence) && evidence.ValueKind == JsonValueKind.Array
            && evidence.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
            ? evidence.EnumerateArray().Take(MostEvidence).Select(e => UntrustedText.Clean(e.GetString()!, EvidenceLength)).ToArray()
            : null;
}
