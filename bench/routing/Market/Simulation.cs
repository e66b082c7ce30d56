using Paynode.Bench.Routing.Policies;

namespace Paynode.Bench.Routing.Market;

/// <summary>One policy's day in one market: arrivals, delayed answers, failover, refills and kills, in order of time.</summary>
public sealed class Simulation
{
    private const double TimeoutSeconds = 120;
    private const int MostAttempts = 3;
    private const double ShareMemory = 0.99;

    private readonly Truth _truth;
    private readonly WorldSettings _world;
    private readonly IPolicy _policy;
    private readonly bool _needsTruth;
    private readonly RunResult _result = new();
    private readonly PriorityQueue<Flight, double> _flights = new();
    private readonly Situation[] _situations;
    private readonly Lane[][] _lanes;
    private readonly int[][] _firstChoices;

    public Simulation(Truth truth, IPolicy policy)
    {
        (_truth, _world, _policy) = (truth, truth.World, policy);
        _needsTruth = policy is IOmniscient;
        _lanes = [.. truth.Providers.Select(corridor => corridor.Select(p => new Lane(p, _world, truth)).ToArray())];
        _situations = [.. _lanes.Select(Situate)];
        _firstChoices = [.. _lanes.Select(lanes => new int[lanes.Length])];
    }

    public RunResult Run()
    {
        var nextKill = _world.KillsLeader ? _world.KillEveryMinutes * 60 : double.PositiveInfinity;
        foreach (var order in _truth.Orders)
        {
            while (_flights.TryPeek(out _, out var at) && at <= order.At)
            {
                Land(_flights.Dequeue());
            }

            if (order.At >= nextKill)
            {
                Kill(nextKill);
                nextKill += _world.KillEveryMinutes * 60;
            }

            Arrive(order);
        }

        while (_flights.TryDequeue(out var flight, out _))
        {
            Land(flight);
        }

        Finish();
        return _result;
    }

    public Spell? KillOf(int corridor, int provider, double now) => _lanes[corridor][provider].KillAt(now);

    private static Situation Situate(Lane[] lanes)
    {
        var situation = new Situation(lanes.Length);
        for (var i = 0; i < lanes.Length; i++)
        {
            situation.Capacity[i] = lanes[i].Capacity;
            situation.Pending[i] = lanes[i].Pending;
        }

        return situation;
    }

    private void Arrive(in Order order)
    {
        if (!order.IsBad)
        {
            _result.Orders++;
            _result.FirstHourOrders += order.At < 3600 ? 1 : 0;
        }

        Send(order, order.At, default);
    }

    private void Send(in Order order, double now, Tried tried)
    {
        var lanes = _lanes[order.Corridor];
        var situation = Describe(order, now, tried);
        var (chosen, tag) = _policy.Choose(situation);
        if (chosen < 0)
        {
            return;
        }

        if (!situation.IsEligible[chosen])
        {
            throw new InvalidOperationException($"{_policy.GetType().Name} chose a provider that may not be asked.");
        }

        var lane = lanes[chosen];
        var (success, silence) = lane.Success(order, now, _truth.SharedInstitution[order.Corridor][order.Institution]);
        if (tried.Count == 0 && !order.IsBad)
        {
            Score(order, chosen, success, situation.Margin(chosen));
        }

        if (tried.Count == 0)
        {
            lane.Popularity++;
            foreach (var other in lanes)
            {
                other.Popularity *= ShareMemory;
            }
        }

        lane.Send(order, now);
        _flights.Enqueue(Fly(order, chosen, now, success, silence, lane, tried.With(chosen), tag, out var lands), lands);
    }

    private Situation Describe(in Order order, double now, Tried tried)
    {
        var lanes = _lanes[order.Corridor];
        var situation = _situations[order.Corridor];
        (situation.Order, situation.Now, situation.IsFailover) = (order, now, tried.Count > 0);
        var shared = _truth.SharedInstitution[order.Corridor][order.Institution];
        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[i];
            situation.CostBps[i] = lane.Truth.CostBps(now);
            situation.InFlight[i] = lane.Pending.Count;
            situation.IsEligible[i] = !tried.Has(i) && lane.Covers(order.Amount, now);
            if (_needsTruth)
            {
                situation.TrueValue[i] = lane.Success(order, now, shared).Probability * situation.Margin(i);
            }
        }

        return situation;
    }

    private void Score(in Order order, int chosen, double success, double margin)
    {
        var value = success * margin;
        _result.Value += value;
        _result.FirstSuccess += success;
        _result.ValueByPeriod[Math.Min(5, (int)(order.At / (_world.Hours * 600)))] += value;
        _firstChoices[order.Corridor][chosen]++;
        if (order.At < 3600)
        {
            _result.FirstHourSuccess += success;
            _result.FirstHourValue += value;
        }
    }

    private Flight Fly(
        in Order order, int provider, double now, double success, double silence, Lane lane, Tried tried, double tag, out double lands)
    {
        var luck = Noise.Of((ulong)_truth.Seed, (ulong)order.Id, (ulong)(provider + 100 * tried.Count));
        var paid = !order.IsBad && luck.Uniform(0) < success;
        // A wrong account is found out by whoever answers at all: the more surely, the healthier the provider.
        var silent = !paid && luck.Uniform(1) < silence;
        var latency = Math.Clamp(lane.Truth.MedianLatency * Math.Exp(0.6 * luck.Normal(5)) * (paid ? 1 : 0.7), 1, TimeoutSeconds - 1);
        lands = now + (silent ? TimeoutSeconds : latency);
        var ending = paid ? Ending.Paid : silent ? Ending.TimedOut : order.IsBad ? Ending.Declined : Ending.Failed;
        return new Flight(new Attempt(order, provider, now, lands, ending, tag), tried);
    }

    private void Land(in Flight flight)
    {
        var attempt = flight.Attempt;
        var lane = _lanes[attempt.Order.Corridor][attempt.Provider];
        lane.Land(attempt);
        _policy.Learn(attempt);
        if (attempt.IsPaid)
        {
            _result.Paid++;
        }
        else if (attempt.Ending != Ending.Declined && flight.Tried.Count < MostAttempts && attempt.Now < _world.Hours * 3600)
        {
            Send(attempt.Order, attempt.Now, flight.Tried);
        }
    }

    /// <summary>Takes down the policy's own favourite of about the last hundred orders, in every corridor.</summary>
    private void Kill(double now)
    {
        for (var c = 0; c < _lanes.Length; c++)
        {
            var leader = _lanes[c].MaxBy(lane => lane.Popularity)!;
            var luck = Noise.Of((ulong)_truth.Seed, (ulong)now, (ulong)c);
            leader.Kill(now, now + _world.KillMinutes * 60, OutageSchedule.SilenceOfOutage(luck.Uniform(0)));
        }
    }

    private void Finish()
    {
        foreach (var lanes in _lanes)
        {
            foreach (var lane in lanes)
            {
                _result.Lost.AddRange(lane.Lost);
            }
        }

        _result.LargestShare = _firstChoices.Average(counts => counts.Max() / Math.Max(1.0, counts.Sum()));
    }

    private readonly record struct Flight(Attempt Attempt, Tried Tried);
}
