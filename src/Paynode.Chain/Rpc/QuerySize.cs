namespace Paynode.Chain.Rpc;

/// <summary>
/// How much one query asks a node for. Nodes word their limits in dozens of ways, so the words do not count: what is refused is halved,
/// what is answered grows again. The size settles just below what was refused, and that is tried again from time to time, because
/// limits are lifted too.
/// </summary>
/// <param name="most">The most that is ever asked for.</param>
internal sealed class QuerySize(int most)
{
    private const int AnswersBeforeRetry = 64;

    private readonly Lock _gate = new();
    private readonly int _most = most;
    private int _size = most;
    private int? _refused;
    private int _answered;

    /// <summary>What the next query may ask for.</summary>
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

    /// <summary>A query was answered. One that was smaller for another reason says nothing about larger ones.</summary>
    /// <param name="asked">How much it asked for.</param>
    /// <param name="counts">Whether it counts towards trying again what was refused; of several queries of one kind the first does.</param>
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

    /// <summary>A query for more than one failed.</summary>
    public void Refused(int asked)
    {
        lock (_gate)
        {
            (_refused, _answered, _size) = (asked, 0, Math.Max(1, asked / 2));
        }
    }

    /// <summary>A query for one failed too: the size is not the reason, and nothing was learned about the limit.</summary>
    public void SingleFailed()
    {
        lock (_gate)
        {
            _refused = null;
        }
    }
}
