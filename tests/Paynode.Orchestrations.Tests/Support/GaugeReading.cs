using System.Diagnostics.Metrics;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>What a gauge said last, among the measurements with these tags.</summary>
internal sealed class GaugeReading : IDisposable
{
    private readonly MeterListener listener = new();

    public GaugeReading(string meter, string gauge, params (string Name, object Value)[] tags)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == meter && instrument.Name == gauge)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, measured, _) =>
        {
            var found = measured.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (tags.All(tag => Equals(found.GetValueOrDefault(tag.Name), tag.Value)))
            {
                Last = value;
            }
        });
        listener.Start();
    }

    public long? Last { get; private set; }

    public void Dispose() => listener.Dispose();
}
