using System.Buffers;
using System.Text;

namespace Paynode.LocalHost.Durable;

/// <summary>What an instance id may be.</summary>
internal static class InstanceIds
{
    /// <summary>UTF-8 bytes of an instance id at most; it is a key in every index.</summary>
    public const int MaxBytes = 256;

    /// <summary>Refuses an id that cannot be stored.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, not well-formed, or has control characters.</exception>
    public static void Check(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (Encoding.UTF8.GetByteCount(id) > MaxBytes || !IsPlain(id))
        {
            throw new ArgumentException($"An instance id is well-formed text of 1 to {MaxBytes} bytes without control characters.", nameof(id));
        }
    }

    /// <summary>Refuses a name of an orchestrator or activity that cannot be stored.</summary>
    /// <exception cref="ArgumentException">It is missing, not well-formed, or has control characters.</exception>
    public static void CheckName(string? name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsPlain(name))
        {
            throw new ArgumentException("The name of an orchestrator or activity is well-formed text without control characters.", nameof(name));
        }
    }

    // The database takes neither NUL nor half a surrogate pair, and would refuse the whole commit.
    private static bool IsPlain(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done || Rune.IsControl(rune))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
