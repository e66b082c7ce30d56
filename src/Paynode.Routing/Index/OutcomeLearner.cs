using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>
/// Learns a corridor's outcomes, one batch at a time in this process and by compare-and-set against other processes:
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
    TimeProvider time)
{
    /// <summary>Outcomes remembered from while Redis was away: hours of a busy corridor in a few megabytes.</summary>
    private const int MostRemembered = 65_536;

    private readonly Lock _lock = new();
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

        return pending.Result.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                await LearnAsync(batch);
            }
            catch (Exception e)
            {
                batch.ForEach(p => p.Result.TrySetException(e));
            }
        }
    }

    private List<PendingOutcome>? Take()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                return null;
            }

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
                partition.Moved();
            }
            catch (Exception e) when (RedisIndex.MeansAway(e))
            {
                partition.Lost();
            }
        }

        await LearnInMemoryAsync(batch);
    }

    /// <summary>One try; false when another process learned in between.</summary>
    private async Task<bool> TryLearnAsync(long epoch, List<PendingOutcome> batch)
    {
        var recalled = await partition.Index.RecallAsync(epoch, _id, [.. batch.Select(p => (p.Hold, p.Mark, p.Member))]);
        if (await FindForgottenAsync(batch, recalled))
        {
            recalled = await partition.Index.RecallAsync(epoch, _id, [.. batch.Select(p => (p.Hold, p.Mark, p.Member))]);
        }

        var book = new LessonBook(model, recalled.CorridorModel);
        var marks = new HashSet<string>();
        for (var i = 0; i < batch.Count; i++)
        {
            Judge(batch[i], recalled.Outcomes[i], book, marks);
        }

        if (book.IsEmpty)
        {
            batch.ForEach(p => p.Complete());
            return true;
        }

        var lesson = Conclude(recalled.Version, book, [.. batch.Where(p => p.Verdict == LearnResult.Learned).Select(p => (p.Hold, p.Mark))]);
        if (!await partition.Index.LearnAsync(epoch, _id, lesson))
        {
            return false;
        }

        Conclude(lesson);
        batch.ForEach(p => p.Complete());
        return true;
    }

    /// <summary>Asks the database for offers that the index does not remember. True when some were found.</summary>
    private async Task<bool> FindForgottenAsync(List<PendingOutcome> batch, Recollection recalled)
    {
        var found = false;
        for (var i = 0; i < batch.Count; i++)
        {
            var outcome = recalled.Outcomes[i];
            if (outcome is { Seen: false, Hold: null } && batch[i].Offer is null)
            {
                batch[i].Offer = await source.FindOfferAsync(batch[i].Outcome.Offer, CancellationToken.None);
                found |= batch[i].Offer is not null;
            }
        }

        return found;
    }

    private void Judge(PendingOutcome pending, RecalledOutcome recalled, LessonBook book, HashSet<string> marks)
    {
        if (recalled.Seen || _learnedInMemory.Contains(pending.Mark) || marks.Contains(pending.Mark))
        {
            pending.Verdict = LearnResult.Duplicate;
            return;
        }

        var (provider, sentAt, context, routed) = (recalled.Hold, pending.Offer) switch
        {
            ({ } hold, _) => (hold.Provider, DateTimeOffset.FromUnixTimeMilliseconds(hold.SentAtMs), hold.Context, hold.Corridor == _id && hold.SentAtMs > 0),
            (null, { } offer) => (offer.Provider, offer.SentAt, ContextOf(offer), offer.Corridor == corridor),
            _ => default,
        };
        pending.Verdict = routed ? LearnResult.Learned : LearnResult.NeverRouted;
        if (routed)
        {
            marks.Add(pending.Mark);
            book.Add(pending.Outcome, provider, sentAt, context, recalled.Model);
        }
    }

    private ReadOnlyMemory<byte> ContextOf(RoutedOffer offer) =>
        model.Context(new OrderFacts(offer.Source, offer.Method, offer.Institution, offer.SentAt), null);

    private Lesson Conclude(long version, LessonBook book, IReadOnlyList<(string, string)> outcomes)
    {
        var now = time.GetUtcNow();
        var providers = book.Models.Select(m =>
        {
            var standing = partition.Memory.StandingOf(_id, m.Key, m.Value, options.HorizonAt(now), now);
            return new LearnedProvider(m.Key, m.Value, standing.Rank, standing.Weight);
        });
        return new Lesson(version, book.CorridorModel, providers.ToArray(), outcomes);
    }

    private void Conclude(Lesson lesson)
    {
        _version = lesson.Version + 1;
        partition.Memory.Note(_id, lesson);
        journal.Add(corridor, lesson);
    }

    private void Remember(string mark)
    {
        if (_learnedInMemory.Count >= MostRemembered)
        {
            _learnedInMemory.Clear();
        }

        _learnedInMemory.Add(mark);
    }

    /// <summary>While Redis is away: learned here and saved in the database, from which Redis is rebuilt.</summary>
    private async Task LearnInMemoryAsync(List<PendingOutcome> batch)
    {
        foreach (var pending in batch)
        {
            pending.Offer ??= await source.FindOfferAsync(pending.Outcome.Offer, CancellationToken.None);
            var models = pending.Offer is { } offer ? partition.Memory.Models(_id, offer.Provider) : default;
            var book = new LessonBook(model, models.CorridorModel);
            Judge(pending, new RecalledOutcome(false, null, models.Model), book, []);
            if (!book.IsEmpty)
            {
                Remember(pending.Mark);
                Conclude(Conclude(_version, book, []));
            }

            pending.Complete();
        }
    }
}
