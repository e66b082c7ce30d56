using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>Learned state that has not been saved in the database yet; of each part the newest version.</summary>
internal sealed class LearnedJournal(IRoutingSource source)
{
    private readonly Lock _lock = new();
    private Dictionary<(string, ProviderId?), LearnedState> _unsaved = [];

    public void Add(CorridorId corridor, Lesson lesson)
    {
        lock (_lock)
        {
            Add(new LearnedState(corridor, null, lesson.Version + 1, lesson.CorridorModel));
            foreach (var provider in lesson.Providers)
            {
                Add(new LearnedState(corridor, provider.Provider, lesson.Version + 1, provider.Model));
            }
        }
    }

    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string, ProviderId?), LearnedState> taken;
        lock (_lock)
        {
            if (_unsaved.Count == 0)
            {
                return;
            }

            (taken, _unsaved) = (_unsaved, []);
        }

        try
        {
            await source.SaveLearnedAsync(taken.Values, cancellationToken);
        }
        catch
        {
            PutBack(taken);
            throw;
        }
    }

    private void PutBack(Dictionary<(string, ProviderId?), LearnedState> taken)
    {
        lock (_lock)
        {
            foreach (var state in taken.Values)
            {
                Add(state);
            }
        }
    }

    private void Add(LearnedState state)
    {
        var key = (state.Corridor.ToString(), state.Provider);
        if (!_unsaved.TryGetValue(key, out var known) || known.Version < state.Version)
        {
            _unsaved[key] = state;
        }
    }
}
