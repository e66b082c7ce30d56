using System.CommandLine;
using Paynode.Cli.Check.Vanish;

namespace Paynode.Cli.Check;

/// <summary>`check`: what can only be checked on a running Paynode or chain.</summary>
internal static class CheckCommand
{
    public static Command Create() => new("check", "Checks on a running Paynode.") { OpenApiCheck.Create(), DisappearanceCommand.Create() };
}
