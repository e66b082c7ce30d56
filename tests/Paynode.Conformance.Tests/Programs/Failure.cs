using System.Text.RegularExpressions;
using Microsoft.DurableTask;

namespace Paynode.Conformance.Tests;

/// <summary>Failures as they are compared: types and messages down to the cause.</summary>
public static partial class Failure
{
    /// <summary>A text without the numbers of tasks, which concurrent branches draw in the order in which they happen to go on.</summary>
    public static string WithoutTaskNumbers(string text) => TaskNumber().Replace(text, "(#)");

    [GeneratedRegex(@"\(#\d+\)")]
    private static partial Regex TaskNumber();

    public static string Of(TaskFailureDetails? failure) => failure is null ? "none"
        : $"{failure.ErrorType}: {failure.ErrorMessage}{(failure.InnerFailure is { } inner ? " <- " + (IsWrapped(failure, inner) ? inner.ErrorType : Of(inner)) : "")}";

    // Below a failed task's exception that the application wrapped, Microsoft's engine has an exception of DurableTask.Core
    // where the local one has the task's own failure.
    private static bool IsWrapped(TaskFailureDetails outer, TaskFailureDetails inner) =>
        inner.ErrorType == typeof(TaskFailedException).FullName && outer.ErrorType != inner.ErrorType;
}
