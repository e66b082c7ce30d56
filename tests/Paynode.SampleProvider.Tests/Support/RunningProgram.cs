using System.Diagnostics;

namespace Paynode.Samples.Provider.Tests.Support;

/// <summary>A process that is killed, not asked to end, when it is disposed of.</summary>
public sealed class RunningProgram(Process process) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
