using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;
using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Durable;

/// <summary>
/// Parses failure details from the text of a worker's exception. The worker's durable extension writes them as JSON; other
/// failures have only the exception's own text.
/// </summary>
internal static class Failures
{
    /// <summary>
    /// Parses an exception's text: its type before the first colon, and its message up to the end of the line.
    /// </summary>
    public static TaskFailureDetails Of(StatusResult result)
    {
        var text = result.Exception?.Message ?? result.Result;
        if (text.StartsWith('{'))
        {
            return JsonParser.Default.Parse<TaskFailureDetails>(text);
        }

        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return new TaskFailureDetails
        {
            ErrorType = colon < 0 ? "(unknown)" : text[..colon].TrimEnd(),
            ErrorMessage = colon < 0 ? text : text[(colon + 2)..].Split('\n')[0].TrimEnd(),
            StackTrace = result.Exception?.StackTrace,
        };
    }
}
