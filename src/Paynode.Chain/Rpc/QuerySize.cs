namespace Paynode.Chain.Rpc;

/// <summary>
/// How much one query asks a node for. Nodes word their limits in dozens of ways, so error texts are ignored: the size is
/// halved after a refusal and grows again after successes. It settles just below the refused size, which is retried from
/// time to time, because limits may be raised.
/// </summary>
/// <param name="most">The maximum size.</param>
internal sealed class QuerySize(int most)
{
    private const int AnswersBeforeRetry = 64;

    private readonly Lock _gate = new();
    private readonly int _most = most;
    private int _size = most;
    private int? _refused;
    private int _answered;

    /// <summary>The maximum size of the next query.</summary>
    public int Value
    {
        get
        {
            lock (_gate)
            {
                return _size;
            }
        }
    }

    /// <summary>A query succeeded. One that was smaller for another reason gives no information about larger ones.</summary>
    /// <param name="asked">The size of the query.</param>
    /// <param name="counts">
    /// Whether it counts towards retrying the refused size; of several queries of one kind only the first does.
    /// </param>
    public void Answered(int asked, bool counts = true)
    {
        lock (_gate)
        {
            if (asked < _size)
            {
                return;
            }

            if (counts && _refused is not null && ++_answered >= AnswersBeforeRetry)
            {
                _refused = null;
            }

            var doubled = (int)Math.Min(_size * 2L, _most);
            _size = _refused is { } refused ? Math.Min(doubled, (_size + refused) / 2) : doubled;
        }
    }

    /// <summary>A query with a size above one failed.</summary>
    public void Refused(int asked)
    {
        lock (_gate)
        {
            (_refused, _answered, _size) = (asked, 0, Math.Max(1, asked / 2));
        }
    }

    /// <summary>A query of size one failed too: size is not the reason, so nothing was learned about the limit.</summary>
    public void SingleFailed()
    {
        lock (_gate)
        {
            _refused = null;
        }
    }
}
