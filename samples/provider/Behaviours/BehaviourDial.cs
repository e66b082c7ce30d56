namespace Paynode.Samples.Provider.Behaviours;

/// <summary>The current behaviour, drawn for each offer from a seeded source, so that a run can be repeated.</summary>
public sealed class BehaviourDial(Behaviour initial, int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private Behaviour _current = initial;

    public Behaviour Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }

    /// <summary>The behaviour for the next offer: the current one or, with the remaining probability, normal payment.</summary>
    public Behaviour Draw()
    {
        lock (_lock)
        {
            // One draw per offer whatever the probability, so that changing it does not shift the rest of the sequence.
            var draw = _random.NextDouble();
            return draw < Current.Probability ? Current : Behaviour.Pay;
        }
    }
}
