using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>A corridor's state while a batch of outcomes is learned into it, one after the other.</summary>
internal sealed class LessonBook(IRoutingModel model, ReadOnlyMemory<byte> corridorModel)
{
    private readonly Dictionary<ProviderId, byte[]> _models = [];

    public ReadOnlyMemory<byte> CorridorModel { get; private set; } = corridorModel;

    public IReadOnlyDictionary<ProviderId, byte[]> Models => _models;

    public bool IsEmpty => _models.Count == 0;

    public void Add(
        Outcome outcome, ProviderId provider, DateTimeOffset sentAt, ReadOnlyMemory<byte> context, ReadOnlyMemory<byte> before)
    {
        var current = _models.TryGetValue(provider, out var known) ? known : before;
        var learned = model.Learn(new LessonRequest(outcome, sentAt, context, CorridorModel, current));
        CorridorModel = learned.CorridorModel;
        _models[provider] = learned.Model;
    }
}
