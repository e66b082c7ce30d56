using System.Diagnostics;
using Paynode.Bench.Routing.Market;
using Paynode.Bench.Routing.Policies;

var seeds = args.Length > 0 ? args[0].Split(',').Select(int.Parse).ToArray() : [1];
var only = args.Length > 1 ? args[1].Split(',') : null;
var worlds = args.Length > 2 ? args[2].Split(',') : null;
foreach (var world in WorldSettings.All.Where(w => worlds is null || worlds.Contains(w.Name)))
{
    Console.WriteLine(world.Name);
    foreach (var seed in seeds)
    {
        var truth = new Truth(world, seed);
        var floor = new Simulation(truth, new RoundRobin(world)).Run();
        var top = new Simulation(truth, new Oracle()).Run();
        Console.WriteLine($"  rr {floor.Value / floor.Orders:F1} {floor.FirstSuccess / floor.Orders:P1}  oracle {top.Value / top.Orders:F1} {top.FirstSuccess / top.Orders:P1} share {top.LargestShare:P0} orders {top.Orders}");
        (string, Func<IPolicy>)[] policies =
        [
            ("cheapest", () => new CheapestFirstFit()),
            ("shuffled", () => new ShuffledList(world, new Random(seed), 30)),
            ("static", () => new StaticWeights(truth, new Random(seed), 5)),
            ("egreedy", () => new EpsilonGreedy(world, new Random(seed), 0.02, 0.02)),
            ("de125", () => new SlidingWindowHedging(world, new Random(seed), 125, 0.05, true, 0.5)),
            ("de25", () => new SlidingWindowHedging(world, new Random(seed), 25, 0.05, false, 0.5)),
            ("ucb1", () => new UpperConfidence(world, 0.1, 1)),
            ("swucb", () => new SlidingWindowUcb(world, 0.2, 3000)),
            ("ducb", () => new UpperConfidence(world, 0.2, 0.9995)),
            ("ts", () => new BetaThompson(world, new Random(seed), 1)),
            ("dts", () => new BetaThompson(world, new Random(seed), 0.999)),
            ("cts", () => new ContextualThompson(world, new Random(seed), 0.5, 0.5, 1e-4)),
            ("linucb", () => new LinUcb(world, 0.1, 1)),
            ("brain", () => new Brain(world, new Random(seed))),
        ];
        foreach (var (name, make) in policies.Where(p => only is null || only.Contains(p.Item1)))
        {
            var watch = Stopwatch.StartNew();
            var r = new Simulation(truth, make()).Run();
            var periods = string.Join(" ", Enumerable.Range(0, 6).Select(k => $"{100 * (r.ValueByPeriod[k] - floor.ValueByPeriod[k]) / (top.ValueByPeriod[k] - floor.ValueByPeriod[k]):F0}"));
            r.Lost.Sort();
            var lost = r.Lost.Count > 0 ? $"{r.Lost[r.Lost.Count / 2]}/{r.Lost[r.Lost.Count * 9 / 10]}" : "";
            Console.WriteLine($"  {name,-9} C {100 * (r.Value - floor.Value) / (top.Value - floor.Value),6:F1}  [{periods}] first {r.FirstSuccess / r.Orders:P1} paid {(double)r.Paid / r.Orders:P1} share {r.LargestShare:P0} lost {lost} hour gap {100 * (top.FirstHourSuccess - r.FirstHourSuccess) / r.FirstHourOrders:F1} {watch.ElapsedMilliseconds} ms");
        }
    }
}
