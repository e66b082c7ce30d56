using Paynode.Routing.Learning;

namespace Paynode.Routing.Index;

/// <summary>The state stored in the index for a corridor: its level and the trust in the scorer there.</summary>
internal sealed record CorridorState(CorridorModel Model, ScorerTrust Trust);

/// <summary>The model's states as stored in the index. Unreadable bytes count as none: everything is learned again.</summary>
internal static class ModelBytes
{
    public static CorridorState Corridor(ReadOnlySpan<byte> bytes, Learner learner)
    {
        var model = learner.NewCorridor();
        var trust = new ScorerTrust();
        return bytes.Length == CorridorModel.ByteCount + ScorerTrust.ByteCount
            && model.TryRead(bytes[..CorridorModel.ByteCount]) && trust.TryRead(bytes[CorridorModel.ByteCount..])
            ? new CorridorState(model, trust)
            : new CorridorState(learner.NewCorridor(), new ScorerTrust());
    }

    public static ProviderModel Provider(ReadOnlySpan<byte> bytes, Learner learner, CorridorModel corridor)
    {
        var model = learner.NewProvider(corridor);
        return bytes.IsEmpty || model.TryRead(bytes) ? model : learner.NewProvider(corridor);
    }

    public static byte[] Of(CorridorState corridor)
    {
        var bytes = new byte[CorridorModel.ByteCount + ScorerTrust.ByteCount];
        corridor.Model.Write(bytes.AsSpan(0, CorridorModel.ByteCount));
        corridor.Trust.Write(bytes.AsSpan(CorridorModel.ByteCount));
        return bytes;
    }

    public static byte[] Of(ProviderModel provider)
    {
        var bytes = new byte[ProviderModel.ByteCount];
        provider.Write(bytes);
        return bytes;
    }
}
