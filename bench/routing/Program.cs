using Paynode.Bench.Routing;
using Paynode.Bench.Routing.Replay;
using Paynode.Bench.Routing.Reporting;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(BenchOptions.Help);
    return 0;
}

if (BenchOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(BenchOptions.Help);
    return 2;
}

if ((options.Replay ?? options.Csv) is { } file && !File.Exists(file))
{
    Console.Error.WriteLine($"There is no file {file}.");
    return 2;
}

return options switch
{
    { Replay: { } log } => DecisionReplay.Run(log),
    { Csv: { } csv } => CsvReplay.Run(csv, options.Seeds[0]),
    _ => Report.Run(options),
};
