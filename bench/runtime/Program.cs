using Paynode.Bench.Runtime;

if (args is ["load", var url, var connections, var seconds])
{
    return await HttpLoad.RunAsync(url, connections, seconds);
}

if (args is ["quiet", var quietUrl, var keys, var quietRate, var quietSeconds])
{
    return await FloodLoad.QuietAsync(quietUrl, keys, quietRate, quietSeconds);
}

if (args is ["flood", var floodUrl, var key, var floodRate, var floodSeconds])
{
    return await FloodLoad.FloodAsync(floodUrl, key, floodRate, floodSeconds);
}

var options = BenchOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine(BenchOptions.Usage);
    return args.Contains("--help") ? 0 : 2;
}

return await new RuntimeBench(options).RunAsync();
