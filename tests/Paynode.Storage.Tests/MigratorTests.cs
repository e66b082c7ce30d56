using Npgsql;
using Paynode.LocalServices;

namespace Paynode.Storage.Tests;

[Collection(PostgresCollection.Name)]
public sealed class MigratorTests(PostgresServer server) : IAsyncLifetime
{
    private PrivateDatabase? _database;
    private NpgsqlDataSource? _source;

    private NpgsqlDataSource Source => _source!;

    public async Task InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Source.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task Eight_that_start_at_once_run_each_script_once()
    {
        SqlScript[] scripts = [.. StorageSchema.Scripts, new("test/0001_once", "CREATE TABLE once (id int); INSERT INTO once VALUES (1)")];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var own = NpgsqlDataSource.Create(_database!.ConnectionString);
            await Migrator.ApplyAsync(own, scripts);
        })));

        Assert.Equal(1, await CountAsync("SELECT count(*) FROM once"));
        Assert.Equal(scripts.Length, await CountAsync("SELECT count(*) FROM paynode.migrations"));
    }

    [Fact]
    public async Task A_script_that_was_changed_after_it_ran_refuses_to_start()
    {
        await Migrator.ApplyAsync(Source, [new("test/0001_a", "SELECT 1")]);

        var fault = await Assert.ThrowsAsync<MigrationException>(
            () => Migrator.ApplyAsync(Source, [new("test/0001_a", "SELECT 2")]));

        Assert.Contains("test/0001_a", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_ends_are_no_change()
    {
        await Migrator.ApplyAsync(Source, [new("test/0001_a", "SELECT 1;\nSELECT 2")]);

        await Migrator.ApplyAsync(Source, [new("test/0001_a", "SELECT 1;\r\nSELECT 2")]);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_can_be_mended()
    {
        var fault = await Assert.ThrowsAsync<MigrationException>(
            () => Migrator.ApplyAsync(Source, [new("test/0001_a", "CREATE TABLE half (id int); SELECT 1 / 0")]));

        await Migrator.ApplyAsync(Source, [new("test/0001_a", "CREATE TABLE half (id int)")]);

        Assert.Contains("division by zero", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_release_adds_its_scripts_to_those_that_ran()
    {
        await Migrator.ApplyAsync(Source, [new("test/0001_a", "CREATE TABLE first (id int)")]);

        await Migrator.ApplyAsync(Source, [new("test/0001_a", "CREATE TABLE first (id int)"), new("test/0002_b", "ALTER TABLE first ADD name text")]);

        Assert.Equal(0, await CountAsync("SELECT count(name) FROM first"));
    }

    [Fact]
    public Task Two_scripts_of_one_name_are_refused() => Assert.ThrowsAsync<MigrationException>(
        () => Migrator.ApplyAsync(Source, [new("test/0001_a", "SELECT 1"), new("test/0001_a", "SELECT 1")]));

    [Fact]
    public void The_modules_own_scripts_are_embedded_in_order()
    {
        var names = StorageSchema.Scripts.Select(script => script.Name).ToList();

        Assert.Equal("storage/0001_tenants", names[0]);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(Enumerable.Range(1, names.Count).Select(number => $"{number:0000}"), names.Select(name => name["storage/".Length..][..4]));
    }

    [Fact]
    public async Task References_that_were_reported_twice_before_they_had_to_be_unique_stay()
    {
        var before = StorageSchema.Scripts.TakeWhile(script => !script.Sql.Contains("offers_reference_once", StringComparison.Ordinal)).ToList();
        await Migrator.ApplyAsync(Source, before);
        await using (var connection = await Source.OpenConnectionAsync())
        {
            await using var rows = new NpgsqlCommand(
                """
                SET session_replication_role = replica;
                INSERT INTO paynode.offers (id, order_id, provider_id, attempt, state, offered_at, accept_by, pay_by, close_by, updated_at, reference)
                SELECT gen_random_uuid(), gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 1, 'fulfilled', now(), now(), now(), now(), now(), reference
                FROM unnest(ARRAY['QGH7X2K1AB', 'qgh7x2k1ab', 'QGH7X2K1AB', 'other']) reference;
                RESET session_replication_role;
                """,
                connection);
            await rows.ExecuteNonQueryAsync();
        }

        await Migrator.ApplyAsync(Source, [.. StorageSchema.Scripts]);

        Assert.Equal(4, await CountAsync("SELECT count(*) FROM paynode.offers"));
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM paynode.offers WHERE reference_repeated"));
    }

    [Fact]
    public async Task Offers_that_were_fulfilled_before_reports_were_sealed_have_no_seal_and_a_stopped_chain_stays_stopped()
    {
        var before = StorageSchema.Scripts.TakeWhile(script => !script.Sql.Contains("report_seal", StringComparison.Ordinal)).ToList();
        await Migrator.ApplyAsync(Source, before);
        await using (var connection = await Source.OpenConnectionAsync())
        {
            await using var rows = new NpgsqlCommand(
                """
                SET session_replication_role = replica;
                INSERT INTO paynode.offers (id, order_id, provider_id, attempt, state, offered_at, accept_by, pay_by, close_by, updated_at, reference)
                VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'fulfilled', now(), now(), now(), now(), now(), 'QGH7X2K1AB');
                RESET session_replication_role;
                INSERT INTO paynode.chain_stops (chain, at, event_key) VALUES ('base', now(), '8453:1:2:3');
                """,
                connection);
            await rows.ExecuteNonQueryAsync();
        }

        await Migrator.ApplyAsync(Source, [.. StorageSchema.Scripts]);

        Assert.Equal(1, await CountAsync("SELECT count(*) FROM paynode.offers WHERE report_seal IS NULL"));
        await using (var connection = await Source.OpenConnectionAsync())
        {
            Assert.False(await new ChainStopStore(Source).StopAsync(connection, "base", "8453:1:2:3", DateTimeOffset.UnixEpoch));
            Assert.Null(await new ChainStopStore(Source).ComparedThroughAsync(connection, "base"));
        }
    }

    [Fact]
    public async Task References_reported_before_they_were_kept_by_themselves_belong_to_the_offer_that_they_paid()
    {
        var before = StorageSchema.Scripts.TakeWhile(script => !script.Sql.Contains("CREATE TABLE paynode.provider_references", StringComparison.Ordinal)).ToList();
        await Migrator.ApplyAsync(Source, before);
        await using (var connection = await Source.OpenConnectionAsync())
        {
            await using var rows = new NpgsqlCommand(
                """
                SET session_replication_role = replica;
                INSERT INTO paynode.offers (id, order_id, provider_id, attempt, state, offered_at, accept_by, pay_by, close_by, updated_at, reference)
                SELECT ('00000000-0000-0000-0000-00000000000' || number)::uuid, gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 1, state,
                    now(), now(), now(), now(), now(), reference
                FROM (VALUES (1, 'fulfilled', 'PAID'), (2, 'closed', NULL), (3, 'closed', NULL), (4, 'closed', NULL)) it (number, state, reference);
                INSERT INTO paynode.offer_late_reports (offer_id, reported, reference, first_at, last_at)
                SELECT ('00000000-0000-0000-0000-00000000000' || number)::uuid, 'fulfilled', reference, at::timestamptz, at::timestamptz
                FROM (VALUES (2, ' paid', '2020-01-01'), (3, 'Late', '2021-01-01'), (4, 'LATE ', '2020-01-01')) it (number, reference, at);
                RESET session_replication_role;
                """,
                connection);
            await rows.ExecuteNonQueryAsync();
        }

        await Migrator.ApplyAsync(Source, [.. StorageSchema.Scripts]);

        Assert.Equal(2, await CountAsync("SELECT count(*) FROM paynode.provider_references"));
        Assert.Equal(1, await CountAsync("SELECT right(offer_id::text, 1)::bigint FROM paynode.provider_references WHERE reference = 'paid'"));
        Assert.Equal(4, await CountAsync("SELECT right(offer_id::text, 1)::bigint FROM paynode.provider_references WHERE reference = 'late'"));
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
