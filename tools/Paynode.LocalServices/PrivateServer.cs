using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>What the three private servers share: a folder, a port, a supervised process, start and stop.</summary>
public abstract class PrivateServer : IAsyncDisposable
{
    private const int PortAttempts = 8;
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly PrivateServerOptions _options;
    private SupervisedProcess? _process;
    private long _logStart;

    private protected PrivateServer(PrivateServerOptions options, string directory)
    {
        _options = options;
        Directory = directory;
    }

    /// <summary>Folder of the server's data and log.</summary>
    public string Directory { get; }

    /// <summary>The loopback port; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process id.</summary>
    public int Pid => Process.Pid;

    /// <summary>File with all that the server printed.</summary>
    public string LogFile => _options.LogFile ?? Path.Combine(Directory, "server.log");

    private SupervisedProcess Process => _process ?? throw new InvalidOperationException($"{Name} is stopped.");

    private protected abstract string Name { get; }

    private protected abstract SupervisedProcessOptions Command(int port);

    /// <summary>True once the server that we started, and not another one on its port, answers.</summary>
    private protected abstract Task<bool> AnswersAsync(int port, int pid, CancellationToken cancellation);

    private protected virtual string StopSignal(bool immediate) => immediate ? "KILL" : "TERM";

    /// <summary>Ends the server but keeps its data. Immediate: as a crash does, without any chance to tidy up.</summary>
    public async Task StopAsync(bool immediate = false)
    {
        if (_process is not { } process)
            return;
        await process.StopAsync(StopSignal(immediate));
        await process.ReleaseAsync();
        _process = null;
    }

    /// <summary>Starts a stopped server again over its data, on the same port; a running one is stopped first.</summary>
    public async Task RestartAsync(bool immediate = false)
    {
        await StopAsync(immediate);
        await StartOnAsync(() => Port);
    }

    /// <summary>Ends the server and, if the folder is its own, deletes it. A detached server lives on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
        // The supervisor deletes it; a stopped server, or a killed supervisor, leaves it to us.
        if (OwnsDirectory && System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What the server printed since it was last started.</summary>
    private protected string LogOfThisStart() => Processes.LogFile.From(LogFile, _logStart);

    private protected bool OwnsDirectory => _options is { Directory: null, Detached: false };

    private protected Task LaunchAsync()
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(LogFile))!);
        File.Delete(LogFile);
        return StartOnAsync(() => _options.Port ?? LoopbackPort.Free());
    }

    private async Task StartOnAsync(Func<int> choosePort)
    {
        using var limit = new CancellationTokenSource(_options.StartLimit);
        for (var attempt = 1; ; attempt++)
        {
            var port = choosePort();
            _logStart = Processes.LogFile.Length(LogFile);
            var process = await SupervisedProcess.StartAsync(Supervised(port));
            Announce(process.Pid);
            if (await TryBecomeReadyAsync(process, port, limit.Token))
            {
                (_process, Port) = (process, port);
                return;
            }
            var log = LogOfThisStart();
            // Between our choosing a port and the server's taking it, anyone may take it: then choose again.
            var retry = process.HasExited && log.Contains("in use", StringComparison.OrdinalIgnoreCase) && attempt < PortAttempts;
            await AbandonAsync(process, keepDirectory: retry);
            if (!retry)
                throw new ServerStartException($"{Name} did not start on port {port}. It printed:\n{log}");
        }
    }

    private void Announce(int pid)
    {
        if (_options.Spawned is { } spawned && ProcessIdentity.Of(pid) is { } identity)
            spawned(new StartedProcess(Name, identity, StopSignal(immediate: false), Directory));
    }

    private SupervisedProcessOptions Supervised(int port) => Command(port) with
    {
        LogFile = LogFile,
        Detached = _options.Detached,
        RemoveOnEnd = OwnsDirectory ? Directory : null,
    };

    private async Task<bool> TryBecomeReadyAsync(SupervisedProcess process, int port, CancellationToken limit)
    {
        try
        {
            while (!limit.IsCancellationRequested && !process.HasExited && IsAlive(process))
            {
                if (await ProbeAsync(process, port, limit))
                    return true;
                await Task.Delay(PollInterval, limit);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Told with the log by the caller.
        }
        return false;
    }

    /// <summary>One probe, given up as soon as the process ends: an unknown party on its port may keep us waiting for ever.</summary>
    private async Task<bool> ProbeAsync(SupervisedProcess process, int port, CancellationToken limit)
    {
        using var probe = CancellationTokenSource.CreateLinkedTokenSource(limit);
        probe.CancelAfter(ProbeLimit);
        var answer = AnswersAsync(port, process.Pid, probe.Token);
        if (await Task.WhenAny(answer, process.Exited) != answer)
            await probe.CancelAsync();
        try
        {
            return await answer;
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            return false;
        }
    }

    private bool IsAlive(SupervisedProcess process) => !_options.Detached || ProcessIdentity.Of(process.Pid) is not null;

    private async Task AbandonAsync(SupervisedProcess process, bool keepDirectory)
    {
        if (_options.Detached)
        {
            if (ProcessIdentity.Of(process.Pid) is { } identity)
                await identity.SignalAsync("KILL");
            await process.DisposeAsync();
        }
        else if (keepDirectory)
        {
            await process.ReleaseAsync();
        }
        else
        {
            await process.DisposeAsync();
        }
    }
}
