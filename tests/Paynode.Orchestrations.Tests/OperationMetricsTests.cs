using System.Diagnostics.Metrics;
using Npgsql;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class OperationMetricsTests
{
    private readonly string _meter = $"test-{Guid.NewGuid():N}";

    [Fact]
    public void Each_count_is_measured_with_its_tags()
    {
        using var meter = new Meter(_meter);
        var series = new GaugeSeries(meter.CreateGauge<long>("orders"));
        using var pending = Reading("USDC-NGN", "pending");
        using var settled = Reading("USDC-NGN", "settled");

        series.Record([(Corridor("USDC-NGN"), State("pending"), 3), (Corridor("USDC-NGN"), State("settled"), 5)]);

        Assert.Equal((3, 5), (pending.Last, settled.Last));
    }

    [Fact]
    public void What_is_there_no_more_is_nought_and_not_as_many_as_it_was()
    {
        using var meter = new Meter(_meter);
        var series = new GaugeSeries(meter.CreateGauge<long>("orders"));
        using var pending = Reading("USDC-NGN", "pending");
        using var never = Reading("USDC-NGN", "refunding");

        series.Record([(Corridor("USDC-NGN"), State("pending"), 3)]);
        series.Record([]);

        Assert.Equal(0, pending.Last);
        Assert.Null(never.Last);
    }

    [Fact]
    public async Task Without_a_listener_the_database_is_not_asked()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=9;Username=nobody;Timeout=1");

        await new OperationMetrics(new OperationCounts(nowhere), TimeProvider.System).MeasureAsync(default);
    }

    private GaugeReading Reading(string corridor, string state) => new(_meter, "orders", ("corridor", corridor), ("state", state));

    private static (string, string) Corridor(string id) => ("corridor", id);

    private static (string, string) State(string state) => ("state", state);
}
