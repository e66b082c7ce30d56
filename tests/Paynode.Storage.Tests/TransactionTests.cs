using Npgsql;

namespace Paynode.Storage.Tests;

public sealed class TransactionTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task An_exception_rolls_back()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Source.InTransactionAsync(async connection =>
        {
            await Database.Inbox.TryApplyAsync(connection, "rolled back", Given.Now);
            throw new InvalidOperationException();
        }));

        Assert.True(await Database.Source.InTransactionAsync(c => Database.Inbox.TryApplyAsync(c, "rolled back", Given.Now)));
    }

    [Fact]
    public async Task Two_that_deadlock_both_get_through()
    {
        await Database.ExecuteAsync("CREATE TABLE pair (id int PRIMARY KEY, n int); INSERT INTO pair VALUES (1, 0), (2, 0)");
        using var bothHoldOne = new Barrier(2);
        var firstTry = new bool[2];

        await Task.WhenAll(BothAsync(0, 1, 2), BothAsync(1, 2, 1));

        Assert.Equal(2L * 2, await Database.ScalarAsync<long>("SELECT sum(n) FROM pair"));

        Task BothAsync(int me, int first, int second) => Task.Run(() => Database.Source.InTransactionAsync(async connection =>
        {
            await AddAsync(connection, first);
            if (!firstTry[me])
            {
                firstTry[me] = true;
                bothHoldOne.SignalAndWait();
            }

            await AddAsync(connection, second);
        }));

        static async Task AddAsync(NpgsqlConnection connection, int id)
        {
            await using var command = new NpgsqlCommand($"UPDATE pair SET n = n + 1 WHERE id = {id}", connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
