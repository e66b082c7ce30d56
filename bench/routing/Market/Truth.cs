namespace Paynode.Bench.Routing.Market;

/// <summary>A whole market for one seed: its providers and its orders. Immutable; every policy gets the same one.</summary>
public sealed class Truth
{
    public const int Methods = 4;
    public const int Institutions = 12;
    public const double MedianAmount = 80;

    private const double AmountSpread = 1.1;
    private const double BadShare = 0.015;

    public Truth(WorldSettings world, int seed)
    {
        World = world;
        Seed = seed;
        var random = new Random(seed * 7919 + 13);
        var quality = Draw.Normals(random, world.Providers, world.ProviderSd);
        Providers = new ProviderTruth[world.Corridors][];
        SharedInstitution = new double[world.Corridors][];
        for (var c = 0; c < world.Corridors; c++)
        {
            var level = world.Level + world.LevelSd * Draw.Normal(random);
            SharedInstitution[c] = Draw.Normals(random, Institutions, world.ContextScale * world.SharedInstitutionSd);
            Providers[c] = new ProviderTruth[world.Providers];
            for (var i = 0; i < world.Providers; i++)
            {
                Providers[c][i] = new ProviderTruth(world, random, level, quality[i]);
            }
        }

        Orders = Arrivals(world, random);
    }

    public WorldSettings World { get; }

    public int Seed { get; }

    public ProviderTruth[][] Providers { get; }

    public double[][] SharedInstitution { get; }

    public Order[] Orders { get; }

    /// <summary>Money a corridor moves in a second, on average; floats are sized by it.</summary>
    public double VolumePerSecond =>
        World.OrdersPerDay / 86_400 / World.Corridors * MedianAmount * Math.Exp(AmountSpread * AmountSpread / 2);

    private static Order[] Arrivals(WorldSettings world, Random random)
    {
        var orders = new List<Order>((int)(world.OrdersPerDay * world.Hours / 24 * 1.02));
        var weights = Popularity(random, world.Institutions);
        var methods = Popularity(random, Methods);
        var rate = world.OrdersPerDay / 86_400;
        var time = 0.0;
        while (true)
        {
            // Thinning: the rate swings by 30 % over the day.
            time -= Math.Log(1 - random.NextDouble()) / (rate * 1.3);
            if (time > world.Hours * 3600)
            {
                return [.. orders];
            }

            if (random.NextDouble() * 1.3 > 1 + 0.3 * Math.Sin(2 * Math.PI * time / 86_400))
            {
                continue;
            }

            orders.Add(new Order(
                orders.Count, time, random.Next(world.Corridors), Pick(methods, random), Pick(weights, random),
                MedianAmount * Math.Exp(AmountSpread * Draw.Normal(random)), random.NextDouble() < BadShare));
        }
    }

    /// <summary>Cumulative shares that fall like 1/√rank: a few big banks, many small.</summary>
    private static double[] Popularity(Random random, int count)
    {
        var shares = Enumerable.Range(1, count).Select(rank => 1 / Math.Sqrt(rank)).ToArray();
        random.Shuffle(shares);
        var total = shares.Sum();
        for (var i = 1; i < count; i++)
        {
            shares[i] += shares[i - 1];
        }

        return [.. shares.Select(s => s / total)];
    }

    private static int Pick(double[] cumulative, Random random)
    {
        var u = random.NextDouble();
        var i = 0;
        while (i < cumulative.Length - 1 && u >= cumulative[i])
        {
            i++;
        }

        return i;
    }
}
