using System.Diagnostics;
using System.Globalization;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;
using Xunit.Abstractions;

namespace Paynode.LocalHost.Tests;

/// <summary>Two processes on one database: partitions are leased with a fencing token.</summary>
public sealed class TwoProcessTests(SharedPostgres postgres, ITestOutputHelper output) : IClassFixture<SharedPostgres>
{
    private const int Callers = 12;
    private static readonly TimeSpan TakeoverBar = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_paused_or_killed_owner_is_replaced_in_time_and_cannot_write_afterwards()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var first = await FaultHost.StartAsync(hub.ConnectionUrl);
        await using var second = await FaultHost.StartAsync(hub.ConnectionUrl);
        await WorkAsync(first);
        var epochs = await EpochsAsync(hub);
        var begun = Stopwatch.GetTimestamp();
        Signal(first, "STOP");
        var paused = await TakeoverAsync(hub, epochs, begun);
        await WorkAsync(second);

        // Works now reach their owner from the process that has lost them, and that one tries to write what it had begun.
        Signal(first, "CONT");
        await WorkAsync(first);
        epochs = await EpochsAsync(hub);
        begun = Stopwatch.GetTimestamp();
        await second.StopAsync(immediate: true);
        var killed = await TakeoverAsync(hub, epochs, begun);
        await WorkAsync(first);

        await FaultRecords.RequireSoundAsync(hub);
        output.WriteLine($"taken over {paused.TotalSeconds:F1} s after a pause began, {killed.TotalSeconds:F1} s after a kill");
        // A matter of the machine's spare time as well: a bar for a quiet one.
        Assert.True(!LongTests.Wanted || (paused < TakeoverBar && killed < TakeoverBar));
    }

    [Fact]
    public async Task Whoever_opened_a_partition_last_is_the_only_one_who_can_write()
    {
        await using var hub = await postgres.CreateHubAsync();
        var (former, _) = hub.NewProcess();
        var (latter, _) = hub.NewProcess();
        var before = await former.OpenAsync(0, 1, CancellationToken.None);
        await former.CommitAsync(CommitOf(1, before.Sequence + 1), CancellationToken.None);

        var after = await latter.OpenAsync(0, 2, CancellationToken.None);

        await Assert.ThrowsAsync<Durable.FencedException>(() => former.CommitAsync(CommitOf(1, before.Sequence + 2), CancellationToken.None));
        await latter.CommitAsync(CommitOf(2, after.Sequence + 1), CancellationToken.None);
        await former.DisposeAsync();
        await latter.DisposeAsync();
    }

    private static Durable.JournalCommit CommitOf(long epoch, long sequence)
    {
        var commit = new Durable.JournalCommit { Partition = 0, Epoch = epoch, Sequence = sequence };
        Durable.JournalRecord.Append(commit, "someone", [0]);
        return commit;
    }

    private static Task<long> EpochsAsync(TestHub hub) =>
        FaultRecords.CountAsync(hub, "SELECT sum(epoch)::bigint FROM durable.leases WHERE resource LIKE 'partition:%'");

    // Each partition has a new owner; how long that took.
    private static async Task<TimeSpan> TakeoverAsync(TestHub hub, long epochs, long begun)
    {
        var partitions = await FaultRecords.CountAsync(hub, "SELECT count(*) FROM durable.leases WHERE resource LIKE 'partition:%'");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var limit = HangLimit.Begin();
        while (await EpochsAsync(hub) < epochs + partitions)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        return Stopwatch.GetElapsedTime(begun);
    }

    // Works of all partitions are begun and ended at one process.
    private static async Task WorkAsync(WebProgram program)
    {
        await using var load = new WorkLoad(Callers, () => program.Url);
        await load.WaitForMoreAsync(Callers * 2);
        await load.FinishAsync();
    }

    private static void Signal(WebProgram program, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", program.Pid.ToString(CultureInfo.InvariantCulture)])!;
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
