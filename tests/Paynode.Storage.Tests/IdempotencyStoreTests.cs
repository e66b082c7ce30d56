using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class IdempotencyStoreTests(StorageDatabase database) : StorageTest(database)
{
    private readonly TenantId _tenant = Given.Tenant();

    [Fact]
    public async Task Sixty_four_callers_of_one_key_get_one_answer_from_one_run()
    {
        var runs = 0;

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => RunAsync("one", "body", async connection =>
        {
            await Database.Outbox.AddAsync(connection, "test", "t", "n", "p", Given.Now);
            return new StoredResponse(201, $$"""{"run":{{Interlocked.Increment(ref runs)}}}""");
        }))));

        Assert.Equal(1, runs);
        Assert.All(results, result => Assert.Equal("""{"run":1}""", result.Response!.Json));
        Assert.Single(results, result => result.Outcome == IdempotentOutcome.Fresh);
        Assert.Equal(63, results.Count(result => result.Outcome == IdempotentOutcome.Replayed));
    }

    [Fact]
    public async Task Callers_in_many_processes_get_one_answer_from_one_run()
    {
        // A store of its own has a gate of its own, as another process has.
        var stores = Enumerable.Range(0, 16).Select(_ => new IdempotencyStore(Database.Source, Database.Secrets, Database.Clock));
        var runs = 0;

        var results = await Task.WhenAll(stores.Select(store => Task.Run(() => store.RunAsync(
            _tenant, "orders", "across", Hash("body"), _ => Task.FromResult(new StoredResponse(201, $"{Interlocked.Increment(ref runs)}"))))));

        Assert.Equal(1, runs);
        Assert.All(results, result => Assert.Equal("1", result.Response!.Json));
    }

    [Fact]
    public async Task Many_callers_of_one_key_leave_connections_for_others()
    {
        var narrow = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { MaxPoolSize = 2, Timeout = 5 };
        await using var source = NpgsqlDataSource.Create(narrow.ConnectionString);
        var store = new IdempotencyStore(source, Database.Secrets, Database.Clock);
        var running = new TaskCompletionSource();
        var others = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 32).Select(_ => Task.Run(() => store.RunAsync(_tenant, "orders", "narrow", Hash("body"), async _ =>
        {
            running.TrySetResult();
            await others.Task;
            return new StoredResponse(201, "{}");
        }))).ToArray();
        await running.Task;

        await using (var connection = await source.OpenConnectionAsync())
        {
            others.SetResult();
        }

        Assert.All(await Task.WhenAll(callers), result => Assert.NotNull(result.Response));
    }

    [Fact]
    public async Task Another_body_under_the_key_is_refused()
    {
        await RunAsync("reused", "body", Created);

        var result = await RunAsync("reused", "other body", Created);

        Assert.Equal(IdempotentOutcome.KeyReusedWithOtherBody, result.Outcome);
        Assert.Null(result.Response);
    }

    [Fact]
    public async Task One_key_of_two_tenants_or_operations_is_two_keys()
    {
        await RunAsync("shared", "body", Created);

        var otherTenant = await Database.Idempotency.RunAsync(Given.Tenant(), "orders", "shared", Hash("x"), Created);
        var otherOperation = await Database.Idempotency.RunAsync(_tenant, "providers", "shared", Hash("x"), Created);

        Assert.Equal(IdempotentOutcome.Fresh, otherTenant.Outcome);
        Assert.Equal(IdempotentOutcome.Fresh, otherOperation.Outcome);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(503)]
    public async Task A_request_that_did_not_succeed_changes_nothing_and_may_be_mended_under_its_key(int status)
    {
        var key = $"mended {status}";
        var refused = await RunAsync(key, "wrong body", async connection =>
        {
            await Database.Inbox.TryApplyAsync(connection, key, Given.Now);
            return new StoredResponse(status, "{}");
        });

        var mended = await RunAsync(key, "right body", async connection =>
            new StoredResponse(await Database.Inbox.TryApplyAsync(connection, key, Given.Now) ? 201 : 500, "{}"));

        Assert.Equal((IdempotentOutcome.Fresh, status), (refused.Outcome, refused.Response!.Status));
        Assert.Equal((IdempotentOutcome.Fresh, 201), (mended.Outcome, mended.Response!.Status));
    }

    [Fact]
    public async Task A_run_that_throws_leaves_no_record()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunAsync("thrown", "body", _ => throw new InvalidOperationException()));

        Assert.Equal(IdempotentOutcome.Fresh, (await RunAsync("thrown", "body", Created)).Outcome);
    }

    [Fact]
    public async Task A_secret_in_an_answer_is_replayed_but_not_readable_where_it_is_kept()
    {
        await RunAsync("secret", "body", _ => Task.FromResult(new StoredResponse(201, """{"secret":"pns_abc"}""", HoldsSecret: true)));

        var replayed = await RunAsync("secret", "body", Created);
        var kept = await Database.ScalarAsync<byte[]>("SELECT body FROM paynode.idempotency_keys WHERE key = 'secret'");

        Assert.Equal("""{"secret":"pns_abc"}""", replayed.Response!.Json);
        Assert.DoesNotContain("pns_abc", Encoding.UTF8.GetString(kept), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repetition_does_not_wait_for_ever(bool inOneProcess)
    {
        var store = new IdempotencyStore(Database.Source, Database.Secrets, Database.Clock) { MaxWait = TimeSpan.FromMilliseconds(50) };
        var elsewhere = new IdempotencyStore(Database.Source, Database.Secrets, Database.Clock) { MaxWait = TimeSpan.FromMilliseconds(50) };
        var (running, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var key = $"slow {inOneProcess}";
        var first = store.RunAsync(_tenant, "orders", key, Hash("body"), async _ =>
        {
            running.SetResult();
            await finish.Task;
            return new StoredResponse(201, "{}");
        });
        await running.Task;

        var repetition = await (inOneProcess ? store : elsewhere).RunAsync(_tenant, "orders", key, Hash("body"), Created);
        finish.SetResult();

        Assert.Equal(new IdempotentResult(IdempotentOutcome.InProgress, null), repetition);
        Assert.Equal(IdempotentOutcome.Fresh, (await first).Outcome);
    }

    [Fact]
    public async Task A_key_that_text_cannot_hold_is_a_key_all_the_same()
    {
        await RunAsync("nul\0key\ud800", "body", Created);

        Assert.Equal(IdempotentOutcome.Replayed, (await RunAsync("nul\0key\ud800", "body", Created)).Outcome);
    }

    [Fact]
    public async Task A_key_is_honoured_for_24_hours()
    {
        await RunAsync("old", "body", Created);

        var early = await Database.Idempotency.PurgeAsync(Database.Clock.GetUtcNow() + TimeSpan.FromHours(24));
        var replayed = await RunAsync("old", "body", Created);
        await Database.Idempotency.PurgeAsync(Database.Clock.GetUtcNow() + TimeSpan.FromHours(25));
        var fresh = await RunAsync("old", "body", Created);

        Assert.Equal(0, early);
        Assert.Equal(IdempotentOutcome.Replayed, replayed.Outcome);
        Assert.Equal(IdempotentOutcome.Fresh, fresh.Outcome);
    }

    private static Task<StoredResponse> Created(NpgsqlConnection connection) => Task.FromResult(new StoredResponse(201, "{}"));

    private static byte[] Hash(string body) => SHA256.HashData(Encoding.UTF8.GetBytes(body));

    private Task<IdempotentResult> RunAsync(string key, string body, Func<NpgsqlConnection, Task<StoredResponse>> run) =>
        Database.Idempotency.RunAsync(_tenant, "orders", key, Hash(body), run);
}
