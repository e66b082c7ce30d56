namespace Paynode.LocalHost;

/// <summary>The limits of the queues, each with the reason for its value.</summary>
public sealed class QueueOptions
{
    /// <summary>Messages of one queue handled at once, without sessions; as <c>maxConcurrentCalls</c> of the platform.</summary>
    public int MaxConcurrentCalls { get; set; } = 16;

    /// <summary>Sessions of one queue handled at once; as <c>maxConcurrentSessions</c> of the platform.</summary>
    public int MaxConcurrentSessions { get; set; } = 8;

    /// <summary>Messages in one call of a batched function.</summary>
    public int MaxMessageBatchSize { get; set; } = 100;

    /// <summary>Deliveries after which a message is dead; as the platform's default.</summary>
    public int MaxDeliveryCount { get; set; } = 10;

    /// <summary>The pause after a first failure; it doubles with each one, up to <see cref="MaxRetryPause"/>.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between two deliveries.</summary>
    public TimeSpan MaxRetryPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message id is remembered, so that a second message with it is dropped.</summary>
    public TimeSpan DuplicateDetectionWindow { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often a quiet queue is looked at; messages of this process wake it at once.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Bytes of a body; as the platform's standard tier.</summary>
    public int MaxBodyBytes { get; set; } = 256 * 1024;
}
