using System.Text.Json;

namespace Paynode.Samples.Provider.Tests.Support;

/// <summary>One request that reached <see cref="FakePaynode"/>.</summary>
public sealed record Call(string Method, string Target, byte[] Body, string Signature)
{
    /// <summary>The last segment: accept, decline, fulfil, fail, rates, liquidity or heartbeat.</summary>
    public string Verb => Target[(Target.LastIndexOf('/') + 1)..];

    public Guid? OfferId => Target.Split('/') is [_, _, _, "offers", var id, _] ? Guid.Parse(id) : null;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
