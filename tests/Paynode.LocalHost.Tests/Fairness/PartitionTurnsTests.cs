using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>When a busy partition yields to the others.</summary>
public sealed class PartitionTurnsTests
{
    private const int Flooded = 0;
    private const int Light = 1;
    private const int Backlog = 1000;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(2);

    private readonly StoodTime _time = new();
    private readonly PartitionTurns _turns;

    public PartitionTurnsTests() => _turns = new PartitionTurns(_time, 4);

    [Fact]
    public void A_flooded_partition_stands_back_for_one_with_little_work()
    {
        _turns.Took(Light, 10, 0, Turn);

        Assert.True(_turns.Took(Flooded, 500, Backlog, Turn) >= Turn);
    }

    [Fact]
    public void The_more_partitions_have_work_the_longer_it_stands_back()
    {
        _turns.Took(Light, 10, 0, Turn);
        var forOne = _turns.Took(Flooded, 500, Backlog, Turn);
        _turns.Took(2, 10, 0, Turn);

        Assert.Equal(2 * forOne, _turns.Took(Flooded, 500, Backlog, Turn));
    }

    [Fact]
    public void One_with_little_work_never_stands_back()
    {
        _turns.Took(Flooded, 500, Backlog, Turn);

        Assert.Equal(TimeSpan.Zero, _turns.Took(Light, 10, 3, Turn));
    }

    [Fact]
    public void Partitions_that_are_equally_flooded_do_not_stand_back()
    {
        for (var turn = 0; turn < 10; turn++)
        {
            Assert.All([0, 1, 2, 3], partition => Assert.True(turn == 0 || _turns.Took(partition, 500, Backlog, Turn) == TimeSpan.Zero));
        }
    }

    [Fact]
    public void One_that_is_alone_does_not_stand_back() => Assert.Equal(TimeSpan.Zero, _turns.Took(Flooded, 500, Backlog, Turn));

    [Fact]
    public void Work_of_long_ago_is_nobody_to_stand_back_for()
    {
        _turns.Took(Light, 10, 0, Turn);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.Zero, _turns.Took(Flooded, 500, Backlog, Turn));
    }

    private sealed class StoodTime : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
