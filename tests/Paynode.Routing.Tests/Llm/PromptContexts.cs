using System.Text.Json;
using Paynode.Payments;
using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>Builds what the model is told, and what it might say.</summary>
internal static class PromptContexts
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly CorridorId Corridor = new(Currencies.Get("USDC"), Currencies.Get("NGN"));

    public static CorridorPromptContext Of(int providers, string? name = null, params string[] incidents) => new(
        Corridor,
        Now,
        [.. Enumerable.Range(1, providers).Select(i => new ProviderPromptContext(
            new ProviderId(new Guid(i, 0, 0, new byte[8])), name ?? $"Provider {i}", new Dictionary<string, double> { ["probabilityDown"] = 0.1 }))],
        incidents);

    public static string Answer(params (string Provider, double Score, double Confidence, int Ttl)[] scores) =>
        JsonSerializer.Serialize(new
        {
            opinions = scores.Select(o => new
            {
                provider = o.Provider, score = o.Score, confidence = o.Confidence, ttlSeconds = o.Ttl, evidence = new[] { "seen" },
            }),
        });
}
