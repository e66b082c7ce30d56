namespace Paynode.ServiceBusBroker;

/// <summary>A link's address, parsed: a queue or its dead letters, and either its messages or its management node.</summary>
internal readonly record struct QueueAddress(string Queue, bool IsDeadLetters, bool IsManagement)
{
    public const string DeadLetterSuffix = "$DeadLetterQueue";
    public const string ManagementSuffix = "$management";

    /// <summary>
    /// Parses an address such as <c>/orders/$DeadLetterQueue/$management</c>; suffixes are case-insensitive.
    /// </summary>
    public static QueueAddress Parse(string address)
    {
        var path = Normalize(address);
        var isManagement = Strip(ref path, ManagementSuffix);
        var isDeadLetters = Strip(ref path, DeadLetterSuffix);
        return new QueueAddress(path, isDeadLetters, isManagement);
    }

    /// <summary>The path without the slashes around it, unescaped.</summary>
    public static string Normalize(string address) => Uri.UnescapeDataString(address).Trim('/');

    private static bool Strip(ref string path, string suffix)
    {
        if (!path.EndsWith($"/{suffix}", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        path = path[..^(suffix.Length + 1)];
        return true;
    }
}
