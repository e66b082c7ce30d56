using Npgsql;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class ReadinessTests(OrderStage stage) : IClassFixture<OrderStage>
{
    private readonly StandingTime _time = new();

    [Fact]
    public async Task All_who_ask_while_a_look_is_under_way_share_it()
    {
        var (looks, answer) = (0, new TaskCompletionSource());
        var readiness = new Readiness([new ReadinessProbe("node", _ => { Interlocked.Increment(ref looks); return answer.Task; })], _time);

        var askers = Enumerable.Range(0, 2_100).Select(_ => readiness.CheckAsync(default)).ToList();
        answer.SetResult();

        Assert.All(await Task.WhenAll(askers), states => Assert.Equal(Readiness.Ok, states["node"]));
        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task Another_look_is_taken_once_a_second_has_passed()
    {
        var looks = 0;
        var readiness = new Readiness([new ReadinessProbe("node", _ => { looks++; return Task.CompletedTask; })], _time);

        await readiness.CheckAsync(default);
        _time.Now += TimeSpan.FromMilliseconds(999);
        await readiness.CheckAsync(default);
        Assert.Equal(1, looks);

        _time.Now += TimeSpan.FromMilliseconds(1);
        await readiness.CheckAsync(default);
        Assert.Equal(2, looks);
    }

    [Fact]
    public async Task One_who_goes_away_does_not_end_the_look_of_the_others()
    {
        var answer = new TaskCompletionSource();
        var readiness = new Readiness([new ReadinessProbe("node", token => answer.Task.WaitAsync(token))], _time);
        using var gone = new CancellationTokenSource();

        var (leaves, stays) = (readiness.CheckAsync(gone.Token), readiness.CheckAsync(default));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        answer.SetResult();

        Assert.Equal(Readiness.Ok, (await stays)["node"]);
    }

    [Fact]
    public async Task A_database_that_answers_and_takes_no_writes_is_not_ready()
    {
        var settings = new NpgsqlConnectionStringBuilder(stage.DatabaseConnectionString) { Options = "-c default_transaction_read_only=on" };
        await using var full = NpgsqlDataSource.Create(settings);
        await using var question = full.CreateCommand("SELECT 1");
        Assert.Equal(1, await question.ExecuteScalarAsync());

        Assert.Equal(nameof(PostgresException), await StateOfAsync(full));
        Assert.Equal(Readiness.Ok, await StateOfAsync(stage.Database));
    }

    private async Task<string> StateOfAsync(NpgsqlDataSource database)
    {
        var check = new WriteCheck(database);
        var readiness = new Readiness([new ReadinessProbe("database", token => check.WriteAsync(_time.GetUtcNow(), token))], _time);
        return (await readiness.CheckAsync(default))["database"];
    }

    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;

        // No limit ever passes, however slow the machine.
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
