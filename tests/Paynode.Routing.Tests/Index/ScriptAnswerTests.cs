using Paynode.Routing.Index;
using StackExchange.Redis;

namespace Paynode.Routing.Tests.Index;

/// <summary>What scripts may answer, over both protocols that servers speak.</summary>
public class ScriptAnswerTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly RedisKey Pointer = "pn:{answers}:epoch";

    public static TheoryData<RedisProtocol> Protocols => [RedisProtocol.Resp2, RedisProtocol.Resp3];

    [Theory, MemberData(nameof(Protocols))]
    public async Task Evaluate_NestedAnswer_IsReadInOrder(RedisProtocol protocol)
    {
        await using var connection = await ConnectAsync(protocol);
        var script = new RedisScript("return {'read', ARGV[1], -7, '1.5', {{'a', '1', 'b', '2'}, {}}, '', ARGV[2]}");

        var answer = await IndexOf(connection).EvaluateAsync(script, Pointer, ["text", new byte[] { 0, 255, 13, 10 }]);

        Assert.Equal(("text", -7L, 1.5, ""), (answer[1].Text(), (long)answer[2], (double)answer[3], answer[5].Text()));
        Assert.Equal<RedisValue[]>([["a", "1", "b", "2"], []], answer[4].Items().Select(inner => inner.Values()));
        Assert.Equal([0, 255, 13, 10], answer[6].Bytes());
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task Evaluate_EpochAndNil_SaysThatTheEpochMoved(RedisProtocol protocol)
    {
        await using var connection = await ConnectAsync(protocol);

        await Assert.ThrowsAsync<EpochMovedException>(() => EvaluateAsync(connection, "return {'epoch', redis.call('GET', KEYS[1])}"));
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task Evaluate_NilForText_Throws(RedisProtocol protocol)
    {
        await using var connection = await ConnectAsync(protocol);

        var answer = await EvaluateAsync(connection, "return {'read', false}");

        Assert.Throws<FormatException>(() => answer[1].Text());
        Assert.Throws<FormatException>(() => answer[1].Bytes());
    }

    [Theory]
    [InlineData("return {}")]
    [InlineData("return 'read'")]
    [InlineData("return false")]
    public async Task Evaluate_AnswerOfAnotherShape_Throws(string script)
    {
        await using var connection = await ConnectAsync(RedisProtocol.Resp3);

        var fault = await Record.ExceptionAsync(() => EvaluateAsync(connection, script));

        Assert.NotNull(fault);
        Assert.False(RedisIndex.MeansAway(fault), fault.ToString());
    }

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory", true)]
    [InlineData("READONLY You can't write against a read only replica.", true)]
    [InlineData("CLUSTERDOWN The cluster is down", true)]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot", true)]
    [InlineData("ERR Script attempted to access a non local key in a cluster node", true)]
    [InlineData("ERR something of ours is wrong", false)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value", false)]
    public async Task Evaluate_ServerRefuses_IsAwayOrABugByItsCode(string error, bool isAway)
    {
        await using var connection = await ConnectAsync(RedisProtocol.Resp3);

        var fault = await Assert.ThrowsAsync<RedisServerException>(
            () => EvaluateAsync(connection, $"return redis.error_reply(\"{error}\")"));

        Assert.Equal(isAway, RedisIndex.MeansAway(fault));
    }

    [Fact]
    public async Task Evaluate_ScriptsFlushed_LoadsThemAnew()
    {
        await using var connection = await ConnectAsync(RedisProtocol.Resp3);
        Assert.Single(await EvaluateAsync(connection, "return {'known'}"));
        var server = connection.GetServers().Single();
        await server.ScriptFlushAsync();

        Assert.Single(await EvaluateAsync(connection, "return {'known'}"));

        Assert.True(await server.ScriptExistsAsync("return {'known'}"));
    }

    [Fact]
    public async Task Evaluate_SameScriptAgain_SendsOnlyItsDigest()
    {
        await using var connection = await ConnectAsync(RedisProtocol.Resp3);
        await connection.GetServers().Single().ExecuteAsync("CONFIG", "RESETSTAT");
        for (var i = 0; i < 5; i++)
        {
            await EvaluateAsync(connection, "return {'sent once'}");
        }

        var calls = (await connection.GetServers().Single().InfoAsync("commandstats")).Single().ToDictionary(c => c.Key, c => c.Value);
        Assert.Contains("cmdstat_evalsha", calls.Keys);
        Assert.StartsWith("calls=5,", calls["cmdstat_evalsha"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_WhileDisconnected_FailsWithoutWaiting()
    {
        await using var connection = await ConnectAsync(RedisProtocol.Resp3);
        Assert.Single(await EvaluateAsync(connection, "return {'there'}"));
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionFailed += (_, _) => lost.TrySetResult();
        await redis.Server.StopAsync(immediate: true);
        try
        {
            await lost.Task;

            var answer = EvaluateAsync(connection, "return {'there'}");

            Assert.True(answer.IsFaulted);
            Assert.True(RedisIndex.MeansAway(answer.Exception!.InnerException!));
        }
        finally
        {
            await redis.Server.RestartAsync();
        }
    }

    private static Task<RedisResult[]> EvaluateAsync(ConnectionMultiplexer connection, string script) =>
        IndexOf(connection).EvaluateAsync(new RedisScript(script), Pointer, []);

    private static RedisIndex IndexOf(ConnectionMultiplexer connection) => new(connection, TimeSpan.FromSeconds(20));

    private async Task<ConnectionMultiplexer> ConnectAsync(RedisProtocol protocol)
    {
        var options = RedisUrl.Parse(new Uri(redis.Server.Url));
        (options.Protocol, options.AllowAdmin) = (protocol, true);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
