using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Embedded.Durable;

namespace Paynode.Embedded.Tests;

/// <summary>The writer behind a partition's loop.</summary>
public sealed class CommitWriterTests
{
    private const int Commits = 20_000;

    [Fact]
    public async Task A_loop_that_is_woken_finds_its_commit_ended()
    {
        var journal = new MemoryJournal();
        var sequence = (await journal.OpenAsync(0, 1, CancellationToken.None)).Sequence;
        var wake = new WakeSignal();
        var writer = new CommitWriter(ServicesOf(journal), wake, CancellationToken.None);

        for (var i = 0; i < Commits; i++)
        {
            var commit = new JournalCommit { Partition = 0, Epoch = 1, Sequence = ++sequence, CutBelow = sequence - 1 };
            JournalRecord.Append(commit, "someone", [0]);
            writer.Begin(new CommitWork(commit));
            await wake.WaitAsync();

            Assert.NotNull(writer.TakeDurable());
        }
    }

    private static EngineServices ServicesOf(IJournal journal) => new()
    {
        Journal = journal,
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
}
