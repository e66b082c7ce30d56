using System.Diagnostics;
using System.Net.Sockets;
using Paynode.FunctionsHost.Protocol;
using Paynode.LocalServices;

namespace Paynode.FunctionsHost.Workers;

/// <summary>A worker's functions: initialises the worker, loads all its functions and invokes them.</summary>
internal sealed class FunctionApp(WorkerChannel channel, InvocationCounts counts, ILogger<FunctionApp> logger)
{
    /// <summary>The version that the Functions host reports; workers enable features by its major version.</summary>
    private const string HostVersion = "4.1037.0.0";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private Func<TypedData> _durableClient = () => new TypedData();
    private Dictionary<string, FunctionInfo> _functions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All loaded functions.</summary>
    public IReadOnlyCollection<FunctionInfo> Functions => _functions.Values;

    /// <summary>The address of the worker's own HTTP server; null if it receives requests as messages.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>Waits for the worker, initialises it and loads every function that it lists.</summary>
    /// <param name="directory">The folder of the published worker.</param>
    /// <param name="durableClient">The value for durable client bindings.</param>
    /// <param name="exited">Completes when the worker's process exits.</param>
    /// <exception cref="InvalidOperationException">The worker rejected one of the steps.</exception>
    /// <exception cref="WorkerEndedException">The worker exited in the meantime.</exception>
    public async Task LoadAsync(string directory, Func<TypedData> durableClient, Task exited)
    {
        await Task.WhenAny(channel.HasStarted, exited).WaitAsync(HangLimit.OfWait);
        if (!channel.HasStarted.IsCompleted)
        {
            throw new WorkerEndedException();
        }

        _durableClient = durableClient;
        await InitialiseAsync(directory);
        var functions = await ListAsync(directory);
        foreach (var function in functions)
        {
            var loaded = await channel.AskAsync(new StreamingMessage { FunctionLoadRequest = function.ToLoadRequest() });
            Require(loaded.FunctionLoadResponse.Result, $"load {function.Name}");
        }

        _functions = functions.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
        await WaitForHttpAsync();
        logger.LogInformation("{Count} functions loaded; the worker serves HTTP at {HttpUri}", functions.Length, HttpUri);
    }

    /// <summary>The function of a name; null when there is none.</summary>
    public FunctionInfo? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>Runs a function once.</summary>
    /// <param name="function">The function to run.</param>
    /// <param name="trigger">The value for its trigger parameter.</param>
    /// <param name="metadata">Additional trigger data, by name.</param>
    /// <param name="cancellationToken">Asks the worker to cancel; its response is still awaited.</param>
    /// <param name="invocationId">The invocation id; a new one if null.</param>
    /// <returns>The worker's response, for a failure too.</returns>
    public async Task<InvocationResponse> InvokeAsync(
        FunctionInfo function,
        TypedData trigger,
        IEnumerable<KeyValuePair<string, TypedData>> metadata,
        CancellationToken cancellationToken,
        string? invocationId = null)
    {
        invocationId ??= Guid.NewGuid().ToString();
        var request = RequestOf(function, trigger, invocationId);
        foreach (var (name, value) in metadata)
        {
            request.TriggerMetadata.Add(name, value);
        }

        var answer = channel.AskAsync(new StreamingMessage { InvocationRequest = request });
        using var cancelling = cancellationToken.Register(() =>
            channel.Tell(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } }));
        var response = (await answer).InvocationResponse;
        counts.Add(function, response.Result);
        return response;
    }

    private async Task InitialiseAsync(string directory)
    {
        var init = new WorkerInitRequest { HostVersion = HostVersion, WorkerDirectory = directory, FunctionAppDirectory = directory };
        init.Capabilities.Add("MultiStream", "10");
        var ready = (await channel.AskAsync(new StreamingMessage { WorkerInitRequest = init })).WorkerInitResponse;
        Require(ready.Result, "initialise");
        HttpUri = ready.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null;
    }

    private async Task<FunctionInfo[]> ListAsync(string directory)
    {
        var listed = (await channel.AskAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = directory },
        })).FunctionMetadataResponse;
        Require(listed.Result, "list its functions");
        return listed.UseDefaultMetadataIndexing
            ? throw new InvalidOperationException("The worker does not list its functions.")
            : [.. listed.FunctionMetadataResults.Select(FunctionInfo.Of)];
    }

    /// <summary>Waits for the worker's HTTP server, because the worker opens its stream before the server listens.</summary>
    private async Task WaitForHttpAsync()
    {
        using var limit = HangLimit.Begin();
        while (HttpUri is { } uri)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(uri.Host, uri.Port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(PollInterval, limit.Token);
            }
        }
    }

    private InvocationRequest RequestOf(FunctionInfo function, TypedData trigger, string invocationId)
    {
        var request = new InvocationRequest
        {
            InvocationId = invocationId,
            FunctionId = function.Id,
            TraceContext = new RpcTraceContext
            {
                TraceParent = Activity.Current?.Id ?? "",
                TraceState = Activity.Current?.TraceStateString ?? "",
            },
        };
        request.InputData.Add(new ParameterBinding { Name = function.TriggerName, Data = trigger });
        var clients = function.Bindings
            .Where(binding => FunctionInfo.TypeOf(binding).Equals("durableClient", StringComparison.OrdinalIgnoreCase));
        foreach (var binding in clients)
        {
            request.InputData.Add(new ParameterBinding { Name = (string)binding["name"]!, Data = _durableClient() });
        }

        return request;
    }

    private static void Require(StatusResult result, string step)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException($"The worker could not {step}: {result.Exception?.Message ?? result.Result}");
        }
    }
}
