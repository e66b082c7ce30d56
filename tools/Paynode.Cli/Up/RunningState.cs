using System.Text.Json;
using Paynode.LocalServices;

namespace Paynode.Cli.Up;

/// <summary>What `up` started in this clone, written down for `down`: .paynode/state.json, for its owner's eyes only.</summary>
internal sealed record RunningState
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The processes in the order they were started in.</summary>
    public IReadOnlyList<StartedProcess> Processes { get; init; } = [];

    /// <summary>Addresses and keys for the person who runs it; empty until all is ready.</summary>
    public IReadOnlyDictionary<string, string> Shown { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder of all data.</summary>
    public static string Folder => Path.Combine(Clone.Root!, ".paynode", "up");

    private static string File => Path.Combine(Clone.Root!, ".paynode", "state.json");

    /// <summary>Whether every process still runs and all became ready.</summary>
    public bool IsWhole => Shown.Count > 0 && Processes.All(process => process.Identity.IsRunning);

    public static RunningState? Load() => System.IO.File.Exists(File)
        ? JsonSerializer.Deserialize<RunningState>(System.IO.File.ReadAllText(File), Format)
        : null;

    public void Save()
    {
        var draft = File + ".new";
        System.IO.File.WriteAllText(draft, JsonSerializer.Serialize(this, Format));
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        System.IO.File.Move(draft, File, overwrite: true);
    }

    /// <summary>Ends the processes that still run, the last one first, and deletes their data. Says how many ran.</summary>
    public async Task<int> EndAsync()
    {
        var ended = 0;
        foreach (var process in Processes.Reverse())
        {
            if (await process.EndAsync())
                ended++;
        }
        foreach (var folder in Processes.Select(process => process.Directory).Append(Folder).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        System.IO.File.Delete(File);
        return ended;
    }
}
