using System.Diagnostics;
using System.Globalization;

namespace Paynode.LocalServices.Processes;

/// <summary>
/// A child process that cannot outlive this one: a small shell holds a pipe from here, and when the pipe
/// closes, by disposal or because this process was killed, it ends the child and deletes its folder.
/// </summary>
public sealed class SupervisedProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(1);

    private readonly Process _supervisor;
    private readonly SupervisedProcessOptions _options;
    private readonly Task<int> _exit;
    private readonly SemaphoreSlim _line = new(1, 1);
    private bool _released;

    private SupervisedProcess(Process supervisor, SupervisedProcessOptions options, int pid)
    {
        _supervisor = supervisor;
        _options = options;
        Pid = pid;
        _exit = options.Detached ? new TaskCompletionSource<int>().Task : ReadExitAsync();
    }

    /// <summary>The child's own process id.</summary>
    public int Pid { get; }

    /// <summary>Whether the child has ended. Always false for a detached child, which is not watched.</summary>
    public bool HasExited => _exit.IsCompleted;

    /// <summary>Completes with the child's exit code (128 + n after signal n); never for a detached child.</summary>
    public Task<int> Exited => _exit;

    /// <summary>Starts the child and returns once it has a process id.</summary>
    public static async Task<SupervisedProcess> StartAsync(SupervisedProcessOptions options)
    {
        var supervisor = Process.Start(ShellCommand.Supervising(options))
            ?? throw new InvalidOperationException("The shell did not start.");
        var first = await supervisor.StandardOutput.ReadLineAsync();
        if (int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return new SupervisedProcess(supervisor, options, pid);
        supervisor.Dispose();
        throw new InvalidOperationException($"{options.Program} was not started: {first}");
    }

    /// <summary>Sends a signal by its name without SIG, such as INT or KILL. Nothing happens after the child's end.</summary>
    public async Task SignalAsync(string signal)
    {
        if (_options.Detached)
            throw new InvalidOperationException("A detached process is signalled through ProcessIdentity.");
        if (!HasExited)
            await TellAsync(signal);
    }

    /// <summary>Sends the signal and waits for the end, with SIGKILL after the time limit. The folder stays.</summary>
    public async Task<int> StopAsync(string signal)
    {
        await SignalAsync(signal);
        try
        {
            return await _exit.WaitAsync(EndLimit);
        }
        catch (TimeoutException)
        {
            await SignalAsync("KILL");
            return await _exit.WaitAsync(HangLimit.OfWait);
        }
    }

    /// <summary>Lets go of a child that has ended, leaving its folder for whoever starts there next.</summary>
    public async Task ReleaseAsync()
    {
        await _exit;
        await TellAsync("release");
        _released = true;
        await DisposeAsync();
    }

    /// <summary>The end of what the child printed, for error messages.</summary>
    public string LogTail() => LogFile.Tail(_options.LogFile);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_options.Detached)
        {
            _supervisor.Dispose();
            return;
        }
        try
        {
            if (!_released)
                _supervisor.StandardInput.Close();
            await _supervisor.WaitForExitAsync().WaitAsync(HangLimit.OfWait);
        }
        catch (InvalidOperationException)
        {
            // Disposed before.
        }
        _supervisor.Dispose();
    }

    private async Task TellAsync(string line)
    {
        await _line.WaitAsync();
        try
        {
            await _supervisor.StandardInput.WriteLineAsync(line);
            await _supervisor.StandardInput.FlushAsync();
        }
        catch (IOException) when (_supervisor.HasExited)
        {
            // The supervisor is gone, and its child with it.
        }
        finally
        {
            _line.Release();
        }
    }

    private async Task<int> ReadExitAsync()
    {
        while (await _supervisor.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("exit ", StringComparison.Ordinal))
                return int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
        }
        return -1;
    }
}
