namespace Paynode.LocalHost;

/// <summary>The limits of the queues and the reasons for their values.</summary>
public sealed class QueueOptions
{
    /// <summary>
    /// Messages of one queue handled concurrently, without sessions; the platform's <c>maxConcurrentCalls</c>.
    /// </summary>
    public int MaxConcurrentCalls { get; set; } = 16;

    /// <summary>Sessions of one queue handled concurrently; the platform's <c>maxConcurrentSessions</c>.</summary>
    public int MaxConcurrentSessions { get; set; } = 8;

    /// <summary>Maximum number of messages in one call of a batched function.</summary>
    public int MaxMessageBatchSize { get; set; } = 100;

    /// <summary>Deliveries after which a message is dead-lettered; the platform's default.</summary>
    public int MaxDeliveryCount { get; set; } = 10;

    /// <summary>
    /// The delay after a first failure; it doubles with each further failure, up to <see cref="MaxRetryPause"/>.
    /// </summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The maximum delay between two deliveries.</summary>
    public TimeSpan MaxRetryPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long message ids are kept to detect duplicates.</summary>
    public TimeSpan DuplicateDetectionWindow { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often an idle queue is polled; messages sent by this process are delivered without polling.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Maximum size of a message body in bytes; as in the platform's standard tier.</summary>
    public int MaxBodyBytes { get; set; } = 256 * 1024;
}
