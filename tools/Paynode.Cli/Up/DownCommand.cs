using System.CommandLine;

namespace Paynode.Cli.Up;

/// <summary>`down`: ends what `up` started.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var command = new Command("down", "End what `up` started in this clone.");
        command.SetAction(async (_, _) =>
        {
            using var turn = UpLock.Take();
            var ended = RunningState.Load() is { } state ? await state.EndAsync() : 0;
            await Console.Error.WriteLineAsync(ended == 0 ? "Nothing is running." : $"Ended {ended} processes.");
            return 0;
        });
        return command;
    }
}
