using Paynode.Bench.Api.Decisions;

return args switch
{
    ["decisions", .. var rest] => await DecisionBench.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: ./paynode bench decisions [--rate N] [--seconds N] [--providers N] [--help]");
    return 2;
}
