using Paynode.Payments;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>Collects the operations of one provider's update, in the script's format.</summary>
internal sealed class ProviderOperations
{
    private readonly List<RedisValue> _arguments = [];

    public IReadOnlyList<RedisValue> Arguments => _arguments;

    public bool IsEmpty => _arguments.Count == 0;

    public void Heartbeat(DateTimeOffset at) => Add("beat", at.ToUnixTimeMilliseconds());

    public void Switch(bool on) => Add("on", on ? "1" : "0");

    public void ScorerScore(string corridor, StoredScore score) => Add("score", corridor, score.Text);

    public void Balance(ProviderBalance balance) =>
        Add("avail", LiquidityUnits.Floor(balance.Available), balance.At.ToUnixTimeMilliseconds());

    public void Rate(ProviderRate rate) =>
        Add("quote", rate.Corridor.ToString(), ProviderTerms.From(rate).Text, rate.UpdatedAt.ToUnixTimeMilliseconds());

    public void Join(string corridor, long rank, ReadOnlyMemory<byte> model) => Add("join", corridor, rank, model.ToArray());

    /// <summary>Joins these corridors and leaves all others.</summary>
    public void Serve(IEnumerable<(string Corridor, long Rank)> corridors)
    {
        var named = corridors.ToArray();
        Add("serve", string.Join(' ', named.Select(c => c.Corridor)));
        foreach (var (corridor, rank) in named)
        {
            Join(corridor, rank, ReadOnlyMemory<byte>.Empty);
        }
    }

    public void Rank(string corridor, long rank) => Add("rank", corridor, rank);

    private void Add(string operation, RedisValue first, RedisValue second = default, RedisValue third = default)
    {
        RedisValue Given(RedisValue value) => value.IsNull ? RedisValue.EmptyString : value;
        _arguments.AddRange([operation, first, Given(second), Given(third)]);
    }
}
