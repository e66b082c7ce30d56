using System.Text;
using Microsoft.DurableTask.Client;

namespace Paynode.Conformance.Tests;

/// <summary>How an instance and its named sub-orchestrations ended, as text that two engines can be compared by.</summary>
public sealed record Outcome(string Text)
{
    public static Outcome Of(IEnumerable<OrchestrationMetadata?> instances)
    {
        var text = new StringBuilder();
        foreach (var instance in instances)
        {
            text.AppendLine(instance is null ? "none" : Describe(instance));
        }

        return new(Failure.WithoutTaskNumbers(text.ToString()));
    }

    private static string Describe(OrchestrationMetadata instance)
    {
        var tags = string.Join(",", instance.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
        // Microsoft's engine puts the message of a failure there, too, in a form that differs between its own hosts.
        var output = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed || instance.SerializedOutput is not { } json ? "none"
            : instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? "\n    " + string.Join("\n    ", instance.ReadOutputAs<string[]>()!)
            : json;
        return $"{instance.InstanceId} {instance.Name} {instance.RuntimeStatus}\n  status {instance.SerializedCustomStatus}\n  tags {tags}\n"
            + $"  failure {Failure.Of(instance.FailureDetails)}\n  output {output}";
    }
}
