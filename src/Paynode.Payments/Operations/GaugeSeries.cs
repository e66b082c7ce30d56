using System.Diagnostics.Metrics;

namespace Paynode.Payments;

using Tag = (string Name, string Value);

/// <summary>
/// A gauge over a list of counts. A series that was in the last list but is missing in this one is set to zero: a gauge keeps its
/// last value, and an alert would keep firing for offers that ended long ago.
/// </summary>
internal sealed class GaugeSeries(Gauge<long> gauge)
{
    private readonly Lock _gate = new();
    private HashSet<(Tag, Tag)> _shown = [];

    /// <summary>Records the counts.</summary>
    public void Record(IReadOnlyCollection<(Tag First, Tag Second, long Count)> counts)
    {
        lock (_gate)
        {
            var shown = new HashSet<(Tag, Tag)>();
            foreach (var (first, second, count) in counts)
            {
                Record(first, second, count);
                shown.Add((first, second));
            }

            foreach (var (first, second) in _shown.Except(shown))
            {
                Record(first, second, 0);
            }

            _shown = shown;
        }
    }

    private void Record(Tag first, Tag second, long count) =>
        gauge.Record(count, new(first.Name, first.Value), new KeyValuePair<string, object?>(second.Name, second.Value));
}
