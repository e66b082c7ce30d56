using System.CommandLine;
using Paynode.Client;
using Paynode.Cli.Check;
using Paynode.Cli.Demo;
using Paynode.Cli.Up;
using Paynode.LocalServices;

var root = new RootCommand("Paynode on one machine. ./paynode builds and calls this.")
{
    DemoCommand.Create(),
    UpCommand.Create(),
    DownCommand.Create(),
    CheckCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (ServiceUnusableException told)
{
    await Console.Error.WriteLineAsync($"paynode: {told.Message}");
    return 2;
}
catch (Exception told) when (told is ServerStartException or FileNotFoundException or IOException or PaynodeException or HttpRequestException)
{
    // Their messages say what to do; the place in our code would only hide it.
    await Console.Error.WriteLineAsync($"paynode: {told.Message}");
    return 1;
}
