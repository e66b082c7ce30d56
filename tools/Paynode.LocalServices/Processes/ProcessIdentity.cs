using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Paynode.LocalServices.Processes;

/// <summary>A process by its id and its start: ids are given again, so that an id alone may name an unknown party.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="Started">When it started, in a form that only compares equal for the same process.</param>
public sealed record ProcessIdentity(int Pid, string Started)
{
    /// <summary>The identity of a running process; null when there is none (a zombie counts as none).</summary>
    public static ProcessIdentity? Of(int pid)
    {
        if (OperatingSystem.IsLinux())
            return OfProc(pid);
        try
        {
            using var process = Process.GetProcessById(pid);
            return new ProcessIdentity(pid, process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether this very process still runs.</summary>
    [JsonIgnore]
    public bool IsRunning => Of(Pid) == this;

    /// <summary>Sends a signal by its name without SIG; false when the process is gone or not ours to signal.</summary>
    public async Task<bool> SignalAsync(string signal)
    {
        if (!IsRunning)
            return false;
        var (code, _) = await CommandLine.TryRunAsync(
            ["sh", "-c", "kill -s \"$1\" \"$2\"", "kill", signal, Pid.ToString(CultureInfo.InvariantCulture)]);
        return code == 0;
    }

    /// <summary>Sends the signal, waits, and after the time limit sends SIGKILL. False when it was not running.</summary>
    public async Task<bool> EndAsync(string signal, TimeSpan limit)
    {
        if (!await SignalAsync(signal))
            return false;
        var deadline = Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        while (IsRunning && Stopwatch.GetTimestamp() < deadline)
            await Task.Delay(20);
        if (IsRunning)
            await SignalAsync("KILL");
        return true;
    }

    private static ProcessIdentity? OfProc(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            // The second field, the program's name in brackets, may hold anything: count from its end.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new ProcessIdentity(pid, $"{fields[19]}@{BootId}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static readonly string BootId = ReadBootId();

    private static string ReadBootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}
