using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// Learns from a corridor's outcomes, one batch at a time in this process and by compare-and-set against other processes:
/// outcomes that arrive while a batch is written wait for the next, so a busy corridor costs no more round trips than a
/// quiet one.
/// </summary>
internal sealed class OutcomeLearner(
    RoutingPartition partition,
    CorridorId corridor,
    IRoutingModel model,
    IRoutingSource source,
    LearnedJournal journal,
    RouterOptions options,
    TimeProvider timeProvider)
{
    /// <summary>The outcomes kept while Redis is unavailable: hours of a busy corridor in a few megabytes.</summary>
    private const int MostRemembered = 65_536;

    private readonly Lock _lock = new();
    private readonly Pace _pace = new(options.BetweenLessons);
    private readonly string _id = corridor.ToString();
    private readonly HashSet<string> _learnedInMemory = [];
    private List<PendingOutcome> _waiting = [];
    private bool _running;
    private long _version;

    public Task<LearnResult> LearnAsync(Outcome outcome)
    {
        var pending = new PendingOutcome(outcome);
        lock (_lock)
        {
            _waiting.Add(pending);
            if (!_running)
            {
                _running = true;
                _ = Task.Run(RunAsync);
            }
        }

        return pending.Completion.Task;
    }

    private async Task RunAsync()
    {
        while (await TakeAsync() is { } batch)
        {
            try
            {
                await LearnAsync(batch);
            }
            catch (Exception e)
            {
                batch.ForEach(p => p.Completion.TrySetException(e));
            }
        }
    }

    /// <summary>The next batch; null when none waits: this run then ends in the same step, so that none is left behind.</summary>
    private async ValueTask<List<PendingOutcome>?> TakeAsync()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                return null;
            }
        }

        await _pace.NextAsync();
        lock (_lock)
        {
            var batch = _waiting.Take(options.OutcomesABatch).ToList();
            _waiting = _waiting.Skip(batch.Count).ToList();
            return batch;
        }
    }

    private async Task LearnAsync(List<PendingOutcome> batch)
    {
        while (await partition.EpochAsync(CancellationToken.None) is { } epoch)
        {
            try
            {
                if (await TryLearnAsync(epoch, batch))
                {
                    return;
                }
            }
            catch (EpochMovedException)
            {
                partition.Moved(epoch);
            }
            catch (Exception e) when (RedisIndex.MeansAway(e))
            {
                partition.Lost();
            }
        }

        await LearnInMemoryAsync(batch);
    }

    /// <summary>One attempt; false when another process learned in the meantime.</summary>
    private async Task<bool> TryLearnAsync(long epoch, List<PendingOutcome> batch)
    {
        var recalled = await partition.Index.RecallAsync(epoch, _id, batch.Select(p => p.Hold));
        var attempts = new List<Attempt>(batch.Count);
        var offers = new HashSet<string>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Result = recalled.Holds[i] is { } hold
                ? Judge(batch[i], hold, attempts, offers)
                : await WithoutHoldAsync(batch[i]);
        }

        if (attempts.Count > 0)
        {
            var lesson = LessonOf(recalled.Version, model.Learn(recalled.CorridorModel, recalled.Models, attempts), [.. offers]);
            if (!await partition.Index.LearnAsync(epoch, _id, lesson))
            {
                return false;
            }

            Keep(lesson);
        }

        batch.ForEach(p => p.Complete());
        return true;
    }

    private LearnResult Judge(PendingOutcome pending, Hold hold, List<Attempt> attempts, HashSet<string> offers)
    {
        if (hold.Corridor != _id || hold.SentAtMs == 0)
        {
            return LearnResult.NeverRouted;
        }

        if (hold.IsLearned || _learnedInMemory.Contains(pending.Hold) || !offers.Add(pending.Hold))
        {
            return LearnResult.Duplicate;
        }

        var sentAt = DateTimeOffset.FromUnixTimeMilliseconds(hold.SentAtMs);
        attempts.Add(new Attempt(hold.Provider, sentAt, hold.Context, pending.Outcome));
        return LearnResult.Learned;
    }

    private async Task<LearnResult> WithoutHoldAsync(PendingOutcome pending) =>
        _learnedInMemory.Contains(pending.Hold) ? LearnResult.Duplicate
        : await FindAsync(pending) is null ? LearnResult.NeverRouted
        : LearnResult.Forgotten;

    private async Task<RoutedOffer?> FindAsync(PendingOutcome pending) =>
        await source.FindOfferAsync(pending.Outcome.Offer, CancellationToken.None) is { } offer && offer.Corridor == corridor
            ? offer
            : null;

    private Lesson LessonOf(long version, Learned learned, IReadOnlyList<string> offers)
    {
        var now = timeProvider.GetUtcNow();
        var providers = learned.Models.Select(m =>
        {
            var standing = partition.Memory.StandingOf(_id, m.Key, m.Value, options.HorizonAt(now), now);
            return new LearnedProvider(m.Key, m.Value, standing.Rank, standing.Weight);
        });
        return new Lesson(version, learned.CorridorModel, providers.ToArray(), offers);
    }

    private void Keep(Lesson lesson)
    {
        _version = lesson.Version + 1;
        partition.Memory.Note(_id, lesson);
        journal.Add(corridor, lesson);
    }

    /// <summary>While Redis is unavailable: learned here and saved in the database, from which Redis is rebuilt.</summary>
    private async Task LearnInMemoryAsync(List<PendingOutcome> batch)
    {
        foreach (var pending in batch)
        {
            pending.Result = _learnedInMemory.Contains(pending.Hold) ? LearnResult.Duplicate
                : await FindAsync(pending) is { } offer ? LearnInMemory(pending, offer)
                : LearnResult.NeverRouted;
            pending.Complete();
        }
    }

    private LearnResult LearnInMemory(PendingOutcome pending, RoutedOffer offer)
    {
        if (_learnedInMemory.Count >= MostRemembered)
        {
            _learnedInMemory.Clear();
        }

        _learnedInMemory.Add(pending.Hold);
        var (corridorModel, providerModel) = partition.Memory.Models(_id, offer.Provider);
        var context = model.Context(new OrderFacts(offer.Source, offer.Method, offer.Institution, offer.SentAt), null);
        var models = new Dictionary<ProviderId, ReadOnlyMemory<byte>> { [offer.Provider] = providerModel };
        var learned = model.Learn(corridorModel, models, [new Attempt(offer.Provider, offer.SentAt, context, pending.Outcome)]);
        Keep(LessonOf(_version, learned, []));
        return LearnResult.Learned;
    }
}
