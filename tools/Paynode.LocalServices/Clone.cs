namespace Paynode.LocalServices;

/// <summary>The clone of the repository that this program was built in.</summary>
public static class Clone
{
    /// <summary>Its root folder: the nearest one above the program, or above the current folder, with Paynode.sln; null when there is none.</summary>
    public static string? Root { get; } = Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory);

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Paynode.sln")))
                return folder.FullName;
        }
        return null;
    }
}
