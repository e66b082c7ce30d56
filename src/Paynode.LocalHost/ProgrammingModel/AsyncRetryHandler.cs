namespace Paynode.LocalHost;

/// <summary>Decides whether a failed task is tried again; may await durable tasks, and must be deterministic.</summary>
/// <param name="retryContext">The failures so far.</param>
/// <returns>True to try again.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
