namespace Paynode.LocalServices.Processes;

/// <summary>Reads the end of a log that another process is writing.</summary>
internal static class LogFile
{
    private const int TailBytes = 4096;

    /// <summary>Its length in bytes; 0 when there is no such file.</summary>
    public static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>The last lines; empty when there is no such file.</summary>
    public static string Tail(string path) => From(path, Math.Max(0, Length(path) - TailBytes));

    /// <summary>All from an offset in bytes; empty when there is no such file.</summary>
    public static string From(string path, long offset)
    {
        if (!File.Exists(path))
            return "";
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(offset, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
