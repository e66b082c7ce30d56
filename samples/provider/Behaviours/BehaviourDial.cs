namespace Paynode.Samples.Provider.Behaviours;

/// <summary>The behaviour in force, drawn for each offer from a seeded source, so that a run can be repeated.</summary>
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

    /// <summary>What the next offer meets: the behaviour in force or, as often as its probability leaves, plain payment.</summary>
    public Behaviour Draw()
    {
        lock (_lock)
        {
            // One draw an offer whatever the probability, so that changing it does not shift the rest of the sequence.
            var draw = _random.NextDouble();
            return draw < Current.Probability ? Current : Behaviour.Pay;
        }
    }
}
