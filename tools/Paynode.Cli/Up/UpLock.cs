using Paynode.LocalServices;

namespace Paynode.Cli.Up;

/// <summary>One `up` or `down` at a time in a clone.</summary>
internal static class UpLock
{
    /// <exception cref="IOException">Another one is at work.</exception>
    public static FileStream Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Clone.Root!, ".paynode")).FullName;
        try
        {
            return new FileStream(Path.Combine(folder, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException("Another ./paynode up or down is at work in this clone.", taken);
        }
    }
}
