namespace Paynode.LocalHost;

/// <summary>A listing that is fetched page by page.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    /// <summary>The listing as pages.</summary>
    /// <param name="continuationToken">Where a former page ended; null for the beginning.</param>
    /// <param name="pageSizeHint">Items a page, if other than the query's.</param>
    /// <returns>The pages.</returns>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default);

    /// <summary>The listing item by item.</summary>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The items.</returns>
    public virtual async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in AsPages().WithCancellation(cancellationToken))
        {
            foreach (var value in page.Values)
            {
                yield return value;
            }
        }
    }
}
