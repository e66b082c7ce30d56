using Microsoft.Extensions.Logging.Abstractions;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>What single inputs do to a partition that is not run.</summary>
public sealed class PartitionCoreTests
{
    private readonly PartitionCore _core;

    public PartitionCoreTests()
    {
        var services = new EngineServices
        {
            Journal = new MemoryJournal(),
            Options = new DurableOptions(),
            Time = TimeProvider.System,
            Clock = new SteadyClock(TimeProvider.System),
            Payloads = PayloadSerializer.Default,
            Loggers = NullLoggerFactory.Instance,
            Orchestrators = new Dictionary<string, OrchestratorDefinition>(),
            Activities = new Dictionary<string, ActivityDefinition>(),
            NewId = Guid.CreateVersion7,
            Partitioning = new Partitioning(1),
        };
        _core = new PartitionCore(0, services, _ => { }, CancellationToken.None)
        {
            Building = new CommitWork(new JournalCommit { Partition = 0, Epoch = 1, Sequence = 1 }),
        };
    }

    [Fact]
    public async Task An_event_for_an_instance_that_could_not_be_read_is_refused()
    {
        var raised = new EventInput("stored", new EventRaised("e", null), default);
        _core.Handle(raised, null);

        _core.Handle(new LoadedInput(["stored"], [], new OperationCanceledException()), null);

        await Assert.ThrowsAsync<DurableUnavailableException>(() => raised.Reply.Task);
    }

    [Fact]
    public void Timers_that_are_due_wait_in_the_heap_while_many_instances_are_being_read()
    {
        var due = DateTime.UtcNow.AddMinutes(-1);
        var opened = new OpenedPartition(1, [], [], [.. Enumerable.Range(0, 5000).Select(i => ($"i{i}", due))], []);
        _core.Restore(opened, _core.Building);

        _core.Tick();

        Assert.InRange(_core.Loader.QuarantinedCount, 1, 1000);
        Assert.True(_core.Loader.IsFull);
    }
}
