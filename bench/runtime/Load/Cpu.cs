using System.Diagnostics;
using System.Globalization;

namespace Paynode.Bench.Runtime;

/// <summary>CPU time of this process and of a PostgreSQL server with all its backends, including ended ones.</summary>
internal static class Cpu
{
    private const double TicksPerSecond = 100;

    public static TimeSpan OfThisProcess() => Process.GetCurrentProcess().TotalProcessorTime;

    /// <summary>The server's own time, what its living children have used, and what its ended children had used.</summary>
    public static TimeSpan OfServer(int pid)
    {
        var ticks = Ticks(pid, withEndedChildren: true);
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            if (Stat(folder) is { } stat && stat[1] == pid.ToString(CultureInfo.InvariantCulture))
            {
                ticks += Number(stat, 11) + Number(stat, 12);
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>CPU time of the ended children of this process; an ended process itself cannot be queried.</summary>
    public static TimeSpan OfEndedChildren()
    {
        var stat = Stat("/proc/self")!;
        return TimeSpan.FromSeconds((Number(stat, 13) + Number(stat, 14)) / TicksPerSecond);
    }

    private static double Ticks(int pid, bool withEndedChildren)
    {
        var stat = Stat($"/proc/{pid}") ?? throw new InvalidOperationException($"Process {pid} is gone.");
        return Number(stat, 11) + Number(stat, 12) + (withEndedChildren ? Number(stat, 13) + Number(stat, 14) : 0);
    }

    // Fields after the command's closing bracket: state, parent, …, utime (11), stime (12), cutime (13), cstime (14).
    private static string[]? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(folder + "/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Number(string[] stat, int field) => double.Parse(stat[field], CultureInfo.InvariantCulture);
}
