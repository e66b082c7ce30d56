using System.Net;
using System.Net.Sockets;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>What the three private servers share: a folder, a port, a supervised process, start and stop.</summary>
public abstract class PrivateServer : IAsyncDisposable
{
    private const int PortAttempts = 8;
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

    /// <summary>The server's process, told from any later one with its id.</summary>
    public ProcessIdentity Identity =>
        ProcessIdentity.Of(Pid) ?? throw new InvalidOperationException($"{Name} has ended. The end of {LogFile}:\n{Process.LogTail()}");

    /// <summary>The signal by which it ends in order.</summary>
    public string EndSignal => StopSignal(immediate: false);

    /// <summary>File with all that the server printed.</summary>
    public string LogFile => Path.Combine(Directory, "server.log");

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

    private protected Task LaunchAsync() => StartOnAsync(() => _options.Port ?? FreePort());

    private async Task StartOnAsync(Func<int> choosePort)
    {
        using var limit = new CancellationTokenSource(_options.StartLimit);
        for (var attempt = 1; ; attempt++)
        {
            var port = choosePort();
            _logStart = Processes.LogFile.Length(LogFile);
            var process = await SupervisedProcess.StartAsync(Supervised(port));
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
                throw new InvalidOperationException($"{Name} did not start on port {port}. The end of {LogFile}:\n{log}");
        }
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
            while (!process.HasExited && IsAlive(process))
            {
                if (await AnswersAsync(port, process.Pid, limit))
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

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
