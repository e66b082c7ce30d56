using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>A server that was started, with all that it takes to end it later, from another process.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Identity">The process.</param>
/// <param name="EndSignal">The signal by which it ends in order.</param>
/// <param name="Directory">Folder of its data and log.</param>
public sealed record StartedProcess(string Name, ProcessIdentity Identity, string EndSignal, string Directory)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(1);

    /// <summary>Ends the process, if it still runs. False when it did not.</summary>
    public Task<bool> EndAsync() => Identity.EndAsync(EndSignal, EndLimit);
}
