using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>When the journal is cut: seldom, but before it is long.</summary>
public sealed class JournalTailTests
{
    private readonly JournalTail _tail = new();

    [Fact]
    public void Small_entries_are_cut_hundreds_at_a_time()
    {
        Add(1, 300, 100);

        Assert.Equal(0, _tail.Cut(200));
        Assert.Equal(300, _tail.Cut(300));
        Assert.Equal(0, _tail.Cut(300));
    }

    [Fact]
    public void Large_entries_are_cut_sooner_and_what_holds_them_back_is_stored_before_its_time()
    {
        Add(1, 70, 1 << 20);

        Assert.True(_tail.IsLong);
        Assert.Equal(0, _tail.Cut(1));
        Assert.Equal(60, _tail.Cut(60));
        Assert.False(_tail.IsLong);
    }

    private void Add(long from, long to, int bytes)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            _tail.Add(sequence, bytes);
        }
    }
}
