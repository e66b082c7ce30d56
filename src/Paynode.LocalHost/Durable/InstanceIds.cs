using System.Buffers;
using System.Text;

namespace Paynode.LocalHost.Durable;

/// <summary>Validates instance ids and function names.</summary>
internal static class InstanceIds
{
    /// <summary>Maximum length of an instance id in UTF-8 bytes; it is a key in every index.</summary>
    public const int MaxBytes = 256;

    /// <summary>Rejects an id that cannot be stored.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, not well-formed Unicode, or has control characters.</exception>
    public static void Check(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (Encoding.UTF8.GetByteCount(id) > MaxBytes || !IsPlain(id))
        {
            throw new ArgumentException(
                $"An instance id is well-formed text of 1 to {MaxBytes} bytes without control characters.", nameof(id));
        }
    }

    /// <summary>Rejects a name of an orchestrator or activity that cannot be stored.</summary>
    /// <exception cref="ArgumentException">It is missing, not well-formed Unicode, or has control characters.</exception>
    public static void CheckName(string? name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsPlain(name))
        {
            throw new ArgumentException(
                "The name of an orchestrator or activity is well-formed text without control characters.", nameof(name));
        }
    }

    // PostgreSQL stores neither NUL nor unpaired surrogates, and would reject the whole commit.
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
