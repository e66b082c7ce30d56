namespace Paynode.Embedded.Durable;

/// <summary>Failures as the journal keeps them: bounded, and with the cause of a failed task unwrapped.</summary>
internal static class Failures
{
    /// <summary>Characters kept of a stack trace or message; a journal is not a log.</summary>
    private const int MaxTextLength = 4096;

    private const int MaxDepth = 8;

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

        return new(exception.GetType().ToString(), Bounded(exception.Message) ?? "", Bounded(exception.StackTrace), inner);
    }

    private static string? Bounded(string? text) => text is { Length: > MaxTextLength } ? text[..MaxTextLength] : text;
}
