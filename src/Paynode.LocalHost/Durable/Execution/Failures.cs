using System.Text;
using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>Failures as the journal stores them: bounded in size, and with the cause of a failed task unwrapped.</summary>
internal static class Failures
{
    /// <summary>Characters kept of a message or stack trace; a journal is not a log.</summary>
    private const int MaxTextLength = 4096;

    private const int MaxDepth = 8;

    /// <summary>An exception's message, bounded and free of characters that cannot be stored. Never throws.</summary>
    public static string MessageOf(Exception exception)
    {
        try
        {
            return Bounded(exception.Message) ?? "";
        }
        catch (Exception e)
        {
            return $"The message could not be read: {e.GetType()}";
        }
    }

    public static TaskFailureDetails From(Exception exception) => From(exception, MaxDepth);

    private static TaskFailureDetails From(Exception exception, int depth)
    {
        TaskFailureDetails? inner = null;
        if (depth > 0)
        {
            inner = exception is TaskFailedException failed ? failed.FailureDetails
                : exception.InnerException is { } cause ? From(cause, depth - 1)
                : null;
        }

        return new(exception.GetType().ToString(), MessageOf(exception), Bounded(exception.StackTrace), inner, Properties: null);
    }

    // PostgreSQL stores neither NUL nor unpaired surrogates in text.
    private static string? Bounded(string? text) => text is null ? null
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length > MaxTextLength ? text[..MaxTextLength] : text))
            .Replace('\0', '\uFFFD');
}
