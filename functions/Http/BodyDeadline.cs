namespace Paynode.Functions;

/// <summary>How long a request's body may take to arrive, so that slow senders do not occupy connections for longer.</summary>
/// <param name="Limit">From the first read to the last.</param>
/// <param name="TimeProvider">Measures it.</param>
public sealed record BodyDeadline(TimeSpan Limit, TimeProvider TimeProvider)
{
    /// <summary>The limit in seconds when the setting <c>REQUEST_BODY_SECONDS</c> is missing: 64 KiB at 52 kbit/s.</summary>
    public const int DefaultSeconds = 10;

    /// <summary>The maximum limit, in seconds.</summary>
    public const int MaxSeconds = 600;
}
