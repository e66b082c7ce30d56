using System.Globalization;
using System.Text.Json.Nodes;
using Paynode.LocalServices.Processes;

namespace Paynode.FunctionsHost.Workers;

/// <summary>
/// Starts a worker as its worker.config.json specifies, with the Functions host's arguments and environment variables.
/// </summary>
internal static class WorkerProgram
{
    /// <summary>The value set by the Functions host.</summary>
    private const int MaxMessageLength = int.MaxValue;

    /// <summary>Starts the process; it is killed when this one exits.</summary>
    /// <param name="directory">The folder of the published worker.</param>
    /// <param name="hostUri">The address of this host's gRPC server.</param>
    /// <param name="workerId">The id that the worker must use.</param>
    /// <param name="settings">The app's settings.</param>
    /// <param name="logFile">Receives the process's output.</param>
    public static Task<SupervisedProcess> StartAsync(
        string directory, Uri hostUri, string workerId, IReadOnlyDictionary<string, string?> settings, string logFile)
    {
        var description = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "worker.config.json")))!["description"]!;
        var requestId = Guid.NewGuid().ToString();
        string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
        return SupervisedProcess.StartAsync(new SupervisedProcessOptions
        {
            Program = (string)description["defaultExecutablePath"]!,
            Arguments =
            [
                Path.Combine(directory, (string)description["defaultWorkerPath"]!),
                "--host", hostUri.Host, "--port", Number(hostUri.Port),
                "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", Number(MaxMessageLength),
                "--functions-uri", hostUri.AbsoluteUri, "--functions-worker-id", workerId,
                "--functions-request-id", requestId, "--functions-grpc-max-message-length", Number(MaxMessageLength),
            ],
            Environment = new Dictionary<string, string?>(settings)
            {
                ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
                ["FUNCTIONS_EXTENSION_VERSION"] = "~4",
                ["FUNCTIONS_WORKER_DIRECTORY"] = directory,
                ["FUNCTIONS_APPLICATION_DIRECTORY"] = directory,
                ["AzureWebJobsScriptRoot"] = directory,
                ["WEBSITE_HOSTNAME"] = hostUri.Authority,
            },
            WorkingDirectory = directory,
            LogFile = logFile,
            DeathSignal = "KILL",
        });
    }
}
