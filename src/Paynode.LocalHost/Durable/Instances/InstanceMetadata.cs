using System.Text;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>Builds the metadata that clients see.</summary>
internal static class InstanceMetadata
{
    /// <summary>From an instance in memory.</summary>
    public static OrchestrationMetadata From(string id, InstanceState state, bool withPayloads, PayloadSerializer payloads) =>
        new(state.Started.Name, id)
        {
            RuntimeStatus = state.Status,
            CreatedAt = state.Started.CreatedAt,
            LastUpdatedAt = state.UpdatedAt,
            SerializedInput = withPayloads ? Text(state.Started.Input) : null,
            SerializedOutput = withPayloads ? Text(state.Output) : null,
            SerializedCustomStatus = Text(state.CustomStatus),
            FailureDetails = withPayloads ? state.Failure : null,
            Tags = state.Started.Tags ?? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty,
            DataConverter = withPayloads ? payloads.Converter : null,
        };

    /// <summary>From a stored row; the history is decoded only when payloads are requested.</summary>
    public static OrchestrationMetadata From(InstanceRow row, bool withPayloads, PayloadSerializer payloads)
    {
        if (withPayloads)
        {
            return From(row.Id, Instance.FromRow(row).State, withPayloads, payloads);
        }

        return new(row.Name, row.Id)
        {
            RuntimeStatus = row.Status,
            CreatedAt = row.CreatedAt,
            LastUpdatedAt = row.UpdatedAt,
            SerializedCustomStatus = Text(row.CustomStatus),
        };
    }

    private static string? Text(byte[]? json) => json is null ? null : Encoding.UTF8.GetString(json);
}
