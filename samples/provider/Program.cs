using System.Runtime.InteropServices;
using Paynode.Samples.Provider;
using Paynode.Samples.Provider.Hosting;

if (args.Any(arg => arg is "--help" or "-h"))
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

ProviderOptions options;
try
{
    options = CommandLine.Parse(args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n\n{CommandLine.Usage}");
    return 2;
}

var ended = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

await using var provider = await SampleProvider.StartAsync(options);
Console.WriteLine($"Provider {options.Credentials} listens on {provider.BaseUrl}");
await ended.Task;
return 0;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ended.TrySetResult();
}
