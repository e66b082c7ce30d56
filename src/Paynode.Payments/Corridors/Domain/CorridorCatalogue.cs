namespace Paynode.Payments;

/// <summary>The corridors that the operator serves.</summary>
/// <param name="corridors">Each once.</param>
public sealed class CorridorCatalogue(IEnumerable<Corridor> corridors)
{
    private readonly Dictionary<CorridorId, Corridor> byId = corridors.ToDictionary(corridor => corridor.Id);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Corridor> All => byId.Values;

    /// <summary>The partitions that they need: one per fiat currency.</summary>
    public IReadOnlyList<string> Partitions =>
        [.. byId.Keys.Select(id => id.Partition).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The corridor, or null when it is not served.</summary>
    public Corridor? Find(CorridorId id) => byId.GetValueOrDefault(id);

    /// <summary>The corridor that a request names.</summary>
    /// <returns>The corridor, or <c>corridor_unknown</c>.</returns>
    public Result<Corridor> Find(string? text, string? field = null)
    {
        var id = CorridorId.Parse(text, field);
        if (!id.Succeeded)
        {
            return id.Problem;
        }

        return Find(id.Value) is { } corridor
            ? corridor
            : new Problem("corridor_unknown", $"Paynode does not serve {id.Value}.", field);
    }
}
