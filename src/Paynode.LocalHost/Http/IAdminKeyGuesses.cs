namespace Paynode.LocalHost;

/// <summary>
/// Counts requests with a wrong admin key. An application that compares the same key itself registers its own
/// implementation, so that all wrong keys are counted together.
/// </summary>
public interface IAdminKeyGuesses
{
    /// <summary>Records a wrong key, and delays the caller if there have been many.</summary>
    /// <param name="wrongKey">The key as sent.</param>
    /// <param name="cancellationToken">Cancels the delay.</param>
    /// <returns>Whether there have been too many recently.</returns>
    ValueTask<bool> IsTooManyAsync(string wrongKey, CancellationToken cancellationToken);
}
