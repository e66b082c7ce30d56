using System.Text.Json;
using System.Xml;

namespace Paynode.ServiceBusBroker;

/// <summary>
/// Reads queues from the configuration file of Microsoft's Service Bus emulator, so that both have the same queues.
/// </summary>
public static class EmulatorConfig
{
    /// <summary>The queues of every namespace in the file.</summary>
    /// <exception cref="JsonException">The file is not the emulator's configuration.</exception>
    public static IReadOnlyList<BrokerQueue> ReadQueues(string path)
    {
        var config = JsonSerializer.Deserialize<Root>(File.ReadAllText(path)) ?? throw new JsonException($"{path} is empty.");
        return [.. config.UserConfig.Namespaces.SelectMany(it => it.Queues).Select(it => it.ToQueue())];
    }

    private sealed record Root(Config UserConfig);

    private sealed record Config(Namespace[] Namespaces);

    private sealed record Namespace(string Name, Queue[] Queues);

    private sealed record Queue(string Name, QueueProperties Properties)
    {
        public BrokerQueue ToQueue()
        {
            var standard = new BrokerQueue(Name);
            return standard with
            {
                RequiresSession = Properties.RequiresSession,
                RequiresDuplicateDetection = Properties.RequiresDuplicateDetection,
                DuplicateDetectionWindow = DurationOr(Properties.DuplicateDetectionHistoryTimeWindow, standard.DuplicateDetectionWindow),
                LockDuration = DurationOr(Properties.LockDuration, standard.LockDuration),
                MaxDeliveryCount = Properties.MaxDeliveryCount ?? standard.MaxDeliveryCount,
                DefaultTimeToLive = Properties.DefaultMessageTimeToLive is { } life ? XmlConvert.ToTimeSpan(life) : null,
                DeadLetterOnExpiration = Properties.DeadLetteringOnMessageExpiration,
            };
        }

        private static TimeSpan DurationOr(string? text, TimeSpan otherwise) => text is null ? otherwise : XmlConvert.ToTimeSpan(text);
    }

    private sealed record QueueProperties(
        bool RequiresSession,
        bool RequiresDuplicateDetection,
        string? DuplicateDetectionHistoryTimeWindow,
        bool DeadLetteringOnMessageExpiration,
        string? DefaultMessageTimeToLive,
        string? LockDuration,
        int? MaxDeliveryCount);
}
