using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.DurableTask.Protobuf;
using Paynode.FunctionsHost.Protocol;
using Paynode.FunctionsHost.Workers;

namespace Paynode.FunctionsHost.Durable;

/// <summary>
/// Receives work items of a task hub over gRPC and runs them on the worker's functions, as the durable extension of the
/// Functions host does: an orchestrator function receives its history and returns its actions, both as protobuf in base64.
/// </summary>
internal sealed class DurableTriggers(FunctionApp app, Uri taskHub, HostFile host, ILogger<DurableTriggers> logger) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(
        taskHub, new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

    private TaskHubSidecarService.TaskHubSidecarServiceClient Hub => new(_channel);

    /// <summary>The value of a durable client binding.</summary>
    public TypedData ClientBinding() => new()
    {
        String = JsonSerializer.Serialize(new
        {
            rpcBaseUrl = taskHub.ToString(),
            taskHubName = "tests",
            connectionName = "",
            requiredQueryStringParameters = "",
            httpBaseUrl = taskHub.ToString(),
            maxGrpcMessageSizeInBytes = int.MaxValue,
            // JSON within JSON, as the extension sends it.
            grpcHttpClientTimeout = JsonSerializer.Serialize(TimeSpan.FromMinutes(2)),
        }),
    };

    public void Dispose() => _channel.Dispose();

    /// <summary>Processes work items until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var call = Hub.GetWorkItems(
                new GetWorkItemsRequest
                {
                    MaxConcurrentActivityWorkItems = host.MaxConcurrentActivities,
                    MaxConcurrentOrchestrationWorkItems = host.MaxConcurrentOrchestrators,
                },
                cancellationToken: cancellationToken);
            await foreach (var item in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                // Each runs in its own task, so a slow activity does not delay other work. The hub limits their number.
                _ = DoAsync(item, cancellationToken);
            }
        }
        catch (Exception ended)
            when (cancellationToken.IsCancellationRequested && ended is Grpc.Core.RpcException or OperationCanceledException)
        {
            // The host is shutting down.
        }
    }

    private async Task DoAsync(WorkItem item, CancellationToken cancellationToken)
    {
        try
        {
            switch (item.RequestCase)
            {
                case WorkItem.RequestOneofCase.OrchestratorRequest:
                    var completed = await RunOrchestratorAsync(item.OrchestratorRequest, cancellationToken);
                    await Hub.CompleteOrchestratorTaskAsync(completed, cancellationToken: cancellationToken);
                    break;
                case WorkItem.RequestOneofCase.ActivityRequest:
                    var result = await RunActivityAsync(item.ActivityRequest, cancellationToken);
                    await Hub.CompleteActivityTaskAsync(result, cancellationToken: cancellationToken);
                    break;
                default:
                    throw new NotSupportedException($"Work items of kind {item.RequestCase} are not supported.");
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The host is shutting down; the work item is abandoned.
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "A work item was lost: {Kind}", item.RequestCase);
        }
    }

    private async Task<OrchestratorResponse> RunOrchestratorAsync(OrchestratorRequest request, CancellationToken cancellationToken)
    {
        var name = request.PastEvents.Concat(request.NewEvents)
            .First(happened => happened.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionStarted).ExecutionStarted.Name;
        if (app.Find(name) is not { } function)
        {
            var unknown = new TaskFailureDetails
            {
                ErrorType = "OrchestratorNotFound",
                ErrorMessage = $"There is no orchestrator '{name}'.",
            };
            return Failed(request, unknown);
        }

        var state = new TypedData { String = request.ToByteString().ToBase64() };
        var answer = await app.InvokeAsync(function, state, [], cancellationToken);
        return answer.Result.Status == StatusResult.Types.Status.Success
            ? OrchestratorResponse.Parser.ParseFrom(ByteString.FromBase64(answer.ReturnValue.String))
            : Failed(request, Failures.Of(answer.Result));
    }

    private async Task<ActivityResponse> RunActivityAsync(ActivityRequest request, CancellationToken cancellationToken)
    {
        var response = new ActivityResponse { InstanceId = request.OrchestrationInstance.InstanceId, TaskId = request.TaskId };
        if (app.Find(request.Name) is not { } function)
        {
            response.FailureDetails = new TaskFailureDetails
            {
                ErrorType = "ActivityNotFound",
                ErrorMessage = $"There is no activity '{request.Name}'.",
            };
            return response;
        }

        var input = InputOf(request) is { } json ? new TypedData { String = json } : new TypedData();
        var metadata = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase)
        {
            ["instanceId"] = new() { String = response.InstanceId },
            [function.TriggerName] = input,
            ["data"] = input,
        };
        var answer = await app.InvokeAsync(function, input, metadata, cancellationToken);
        if (answer.Result.Status == StatusResult.Types.Status.Success)
        {
            response.Result = JsonOf(answer.ReturnValue);
        }
        else
        {
            response.FailureDetails = Failures.Of(answer.Result);
        }

        return response;
    }

    /// <summary>
    /// The input as JSON. An orchestration's input is the only element of an array, because the framework takes argument
    /// lists.
    /// </summary>
    private static string? InputOf(ActivityRequest request)
    {
        if (request.Input is not { } text)
        {
            return null;
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement is { ValueKind: JsonValueKind.Array } arguments && arguments.GetArrayLength() == 1
            ? arguments[0].GetRawText()
            : text;
    }

    /// <summary>A returned value as JSON; null when nothing was returned.</summary>
    private static string? JsonOf(TypedData? value) => value?.DataCase switch
    {
        TypedData.DataOneofCase.Json => value.Json,
        TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String),
        TypedData.DataOneofCase.Int => JsonSerializer.Serialize(value.Int),
        TypedData.DataOneofCase.Double => JsonSerializer.Serialize(value.Double),
        TypedData.DataOneofCase.Bytes => JsonSerializer.Serialize(value.Bytes.ToByteArray()),
        _ => null,
    };

    private static OrchestratorResponse Failed(OrchestratorRequest request, TaskFailureDetails failure) => new()
    {
        InstanceId = request.InstanceId,
        Actions =
        {
            new OrchestratorAction
            {
                Id = -1,
                CompleteOrchestration = new CompleteOrchestrationAction
                {
                    OrchestrationStatus = OrchestrationStatus.Failed,
                    FailureDetails = failure,
                },
            },
        },
    };
}
