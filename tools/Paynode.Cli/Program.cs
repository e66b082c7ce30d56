using System.CommandLine;
using Paynode.Cli.Check;
using Paynode.Cli.Demo;
using Paynode.Cli.Up;

var root = new RootCommand("Paynode on one machine. ./paynode builds and calls this.")
{
    DemoCommand.Create(),
    UpCommand.Create(),
    DownCommand.Create(),
    CheckCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
