using Paynode.Bench.Runtime;

if (args is ["load", var url, var connections, var seconds])
{
    return await HttpLoad.RunAsync(url, connections, seconds);
}

var options = BenchOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine(BenchOptions.Usage);
    return args.Contains("--help") ? 0 : 2;
}

return await new RuntimeBench(options).RunAsync();
