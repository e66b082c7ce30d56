using DurableTask.Core;
using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>Converts failure details to the types of <c>DurableTask.Core</c>.</summary>
internal static class FailureDetailsConverter
{
    public static FailureDetails ToCore(TaskFailureDetails failure) => new(
        failure.ErrorType,
        failure.ErrorMessage,
        failure.StackTrace,
        failure.InnerFailure is { } inner ? ToCore(inner) : null,
        isNonRetriable: false);
}
