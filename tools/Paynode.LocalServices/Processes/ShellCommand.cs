using System.Diagnostics;

namespace Paynode.LocalServices.Processes;

/// <summary>Builds the command lines that start children through the shell.</summary>
internal static class ShellCommand
{
    private static readonly string Script = ReadScript();

    /// <summary>The supervising shell, in a session of its own so that a terminal's Ctrl-C reaches only the parent.</summary>
    public static ProcessStartInfo Supervising(SupervisedProcessOptions options)
    {
        List<string> command = Executables.OnPath("setsid") is { } setsid ? [setsid, "sh"] : ["sh"];
        command.AddRange(["-c", Script, "supervise", options.Detached ? "detached" : "watched"]);
        command.AddRange([options.DeathSignal, options.LogFile, options.RemoveOnEnd ?? ""]);
        command.AddRange(Privileges(options.RunAs, options.Detached ? null : options.DeathSignal));
        command.Add(options.Program);
        command.AddRange(options.Arguments);

        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>
    /// The prefix that changes the user without a process in between, and has the kernel end the child
    /// should even the supervising shell be killed.
    /// </summary>
    public static IReadOnlyList<string> Privileges(string? user, string? deathSignal)
    {
        if (Executables.OnPath("setpriv") is not { } setpriv)
        {
            return user is null
                ? []
                : throw new InvalidOperationException("setpriv (package util-linux) is needed to run as another user.");
        }
        List<string> prefix = [setpriv];
        if (user is not null)
            prefix.AddRange([$"--reuid={user}", $"--regid={user}", "--init-groups"]);
        if (deathSignal is not null)
            prefix.Add($"--pdeathsig={deathSignal}");
        return prefix.Count == 1 ? [] : [.. prefix, "--"];
    }

    private static string ReadScript()
    {
        using var stream = typeof(ShellCommand).Assembly.GetManifestResourceStream("supervise.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
