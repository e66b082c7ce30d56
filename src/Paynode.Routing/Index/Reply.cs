using RESPite.Messages;

namespace Paynode.Routing.Index;

/// <summary>Reads what follows the first word of a script's answer.</summary>
/// <param name="items">The answer's items; the next one is the second.</param>
internal delegate T ReplyReader<T>(ref RespReader.AggregateEnumerator items);

/// <summary>
/// Reads the answers of our own scripts from the buffer they arrived in, item by item. The scripts say what each item is; one of
/// another shape, or one too few, throws.
/// </summary>
internal static class Reply
{
    /// <summary>Reads nothing more.</summary>
    public static ReplyReader<bool> Nothing { get; } = static (ref _) => true;

    public static string NextText(this ref RespReader.AggregateEnumerator items)
    {
        items.DemandNext();
        return items.Value.ReadString() ?? throw Missing();
    }

    public static byte[] NextBytes(this ref RespReader.AggregateEnumerator items)
    {
        items.DemandNext();
        return items.Value.ReadByteArray() ?? throw Missing();
    }

    public static long NextInteger(this ref RespReader.AggregateEnumerator items)
    {
        items.DemandNext();
        return items.Value.ReadInt64();
    }

    public static double NextNumber(this ref RespReader.AggregateEnumerator items)
    {
        items.DemandNext();
        return items.Value.ReadDouble();
    }

    /// <summary>The next item, which is an array itself.</summary>
    public static T[] NextArray<T>(this ref RespReader.AggregateEnumerator items, RespReader.Projection<T> read)
    {
        items.DemandNext();
        return items.Value.ReadArray(read) ?? throw Missing();
    }

    private static FormatException Missing() => new("A script answered nil where it never does.");
}
