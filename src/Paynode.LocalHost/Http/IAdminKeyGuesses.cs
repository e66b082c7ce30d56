namespace Paynode.LocalHost;

/// <summary>
/// Counts calls with a wrong admin key. An application that compares the same key itself puts its own among the services, so
/// that all wrong keys count together.
/// </summary>
public interface IAdminKeyGuesses
{
    /// <summary>Takes note of a wrong key, and makes its caller wait where there are many.</summary>
    /// <param name="wrongKey">The key as it was sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there were too many of late.</returns>
    ValueTask<bool> IsTooManyAsync(string wrongKey, CancellationToken cancellationToken);
}
