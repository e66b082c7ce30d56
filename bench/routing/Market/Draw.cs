namespace Paynode.Bench.Routing.Market;

/// <summary>Draws from the usual distributions.</summary>
public static class Draw
{
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static double[] Normals(Random random, int count, double sd)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = sd * Normal(random);
        }

        return values;
    }
}
