using System.Globalization;
using System.Text.Json;
using Paynode.Bench.Scale;

// Simulates 1 to 256 cells, with the hottest currency in one of them and split over as many as it needs. The costs of an order
// are measured (docs/scale.md); the capacity of a cell's parts is their vendors' figure. The last line is JSON.
if (args is ["--help"])
{
    Console.WriteLine(ScaleOptions.Usage);
    return 0;
}

if (ScaleOptions.Read(args) is not { } options)
{
    return 2;
}

var cost = new OrderCost();
var limits = new PartitionLimits();
var pace = limits.OrdersPerSecond(cost);
var simulation = new Simulation(options, cost, limits);
var results = new List<ScaleResult>();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{options.Rate:F0} orders a second, {options.HotShare:P0} of them in one currency; a cell does {pace:F0} a second "
        + $"({limits.Narrowest(cost)})"));
Console.WriteLine("cells  hot split  done/s  hottest cell  wait median  wait p99   left waiting");
for (var cells = 1; cells <= 256; cells *= 2)
{
    var needed = (int)Math.Clamp(Math.Ceiling(options.Rate * options.HotShare / (0.7 * pace)), 1, Math.Max(1, cells / 2));
    foreach (var split in new[] { 1, needed }.Distinct())
    {
        var result = simulation.Run(cells, split);
        results.Add(result);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cells,5}  {split,9}  {result.OrdersPerSecond,6:F0}  {result.HottestUse,11:P0}  {result.WaitMedianSeconds,9:F3} s  "
                + $"{result.WaitP99Seconds,7:F3} s  {result.LeftWaiting,11:F0}"));
    }
}

Console.WriteLine(JsonSerializer.Serialize(
    new { bench = "scale", options.Rate, options.HotShare, options.Seed, cellOrdersPerSecond = pace, narrowest = limits.Narrowest(cost),
        cost, limits, results },
    JsonSerializerOptions.Web));
return 0;
