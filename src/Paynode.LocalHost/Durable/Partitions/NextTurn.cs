using System.Runtime.CompilerServices;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// An awaitable that resumes after all work queued in the thread pool; <see cref="Task.Yield"/> would resume before it.
/// </summary>
internal readonly struct NextTurn : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public NextTurn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) =>
        ThreadPool.UnsafeQueueUserWorkItem(static next => next(), continuation, preferLocal: false);
}
