using System.Runtime.CompilerServices;

namespace Paynode.LocalHost.Durable;

/// <summary>Awaited, it goes on behind all work that the thread pool has queued; <see cref="Task.Yield"/> would go on before it.</summary>
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
