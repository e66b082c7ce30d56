using System.Reflection;

namespace Paynode.LocalHost.Functions;

/// <summary>
/// Awaits the return value of a function's method, whatever kind of task it is. Does not use <c>ConfigureAwait(false)</c>,
/// because an orchestrator's end must be observed on its own thread.
/// </summary>
internal static class ReturnValue
{
    private static readonly MethodInfo OfTask =
        typeof(ReturnValue).GetMethod(nameof(FromTask), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo OfValueTask =
        typeof(ReturnValue).GetMethod(nameof(FromValueTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Returns a delegate that awaits the result of a method with this return type.</summary>
    public static Func<object?, ValueTask<object?>> UnwrapperOf(Type type)
    {
        if (type == typeof(Task))
        {
            return static returned => FromPlainTask((Task)returned!);
        }

        if (type == typeof(ValueTask))
        {
            return static returned => FromPlainTask(((ValueTask)returned!).AsTask());
        }

        if (!type.IsGenericType || (type.GetGenericTypeDefinition() is var open && open != typeof(Task<>) && open != typeof(ValueTask<>)))
        {
            return ValueTask.FromResult;
        }

        var method = type.GetGenericTypeDefinition() == typeof(Task<>) ? OfTask : OfValueTask;
        return method.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<object?, ValueTask<object?>>>();
    }

    private static async ValueTask<object?> FromPlainTask(Task task)
    {
        await task;
        return null;
    }

    private static ValueTask<object?> FromTask<T>(object? returned)
    {
        var task = (Task<T>)returned!;
        return task.IsCompletedSuccessfully ? new(task.Result) : Awaited(task);

        static async ValueTask<object?> Awaited(Task<T> task) => await task;
    }

    private static async ValueTask<object?> FromValueTask<T>(object? returned) => await ((ValueTask<T>)returned!);
}
