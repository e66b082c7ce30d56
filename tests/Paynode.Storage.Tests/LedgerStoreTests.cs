using Npgsql;
using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class LedgerStoreTests(StorageDatabase database) : StorageTest(database)
{
    private readonly OrderId _order = new(Guid.CreateVersion7());
    private readonly string _chain = $"chain-{Guid.NewGuid():N}";

    [Fact]
    public async Task An_entry_moves_the_balances_of_its_accounts()
    {
        await AppendAsync(Postings.Locked(Key(), _order, _chain, Given.Dollars(100)));
        await AppendAsync(Postings.Released(Key(), _order, _chain, Given.Dollars(60), Given.Dollars(2)));

        Assert.Equal(Given.Dollars(40), await BalanceAsync(Account.Escrow(_chain)));
        Assert.Equal(Given.Dollars(-40), await BalanceAsync(Account.Payers(_chain)));
        Assert.Equal(Given.Dollars(2), await BalanceAsync(Account.Treasury(_chain)));
        Assert.Equal(Given.Dollars(-2), await BalanceAsync(Account.Revenue(_chain)));
    }

    [Fact]
    public async Task An_account_without_entries_holds_nothing() =>
        Assert.Equal(Given.Dollars(0), await BalanceAsync(Account.Escrow("unheard of")));

    [Fact]
    public async Task An_entry_is_booked_once_however_many_book_it()
    {
        var entry = Postings.Locked(Key(), _order, _chain, Given.Dollars(100));

        var booked = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => AppendAsync(entry))));

        Assert.Single(booked, once => once);
        Assert.Equal(Given.Dollars(100), await BalanceAsync(Account.Escrow(_chain)));
    }

    [Fact]
    public async Task An_orders_entries_come_back_as_they_were_booked()
    {
        var locked = Postings.Locked(Key(), _order, _chain, Given.Dollars(100));
        var undone = locked.Reverse(Key());
        await AppendAsync(locked);
        await AppendAsync(undone);

        var entries = await Database.Ledger.EntriesAsync(_order);

        Assert.Equal([locked.Key, undone.Key], entries.Select(entry => entry.Key));
        Assert.Equal(["locked", "locked_withdrawn"], entries.Select(entry => entry.Type));
        Assert.Equal(locked.Lines, entries[0].Lines);
        Assert.Equal(undone.Lines, entries[1].Lines);
    }

    [Theory]
    [InlineData("UPDATE paynode.journals SET type = 'x'")]
    [InlineData("DELETE FROM paynode.journals")]
    [InlineData("UPDATE paynode.journal_lines SET amount_minor = amount_minor + 1")]
    [InlineData("DELETE FROM paynode.journal_lines")]
    [InlineData("TRUNCATE paynode.journals CASCADE")]
    [InlineData("TRUNCATE paynode.journal_lines")]
    public async Task The_database_refuses_to_change_what_was_booked(string sql)
    {
        await AppendAsync(Postings.Locked(Key(), _order, _chain, Given.Dollars(1)));

        var fault = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(sql));

        Assert.Contains("append-only", fault.MessageText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT INTO paynode.journals (key, type, at) VALUES (gen_random_uuid()::text, 'x', now())")]
    [InlineData(
        """
        WITH e AS (INSERT INTO paynode.journals (key, type, at) VALUES (gen_random_uuid()::text, 'x', now()) RETURNING id)
        INSERT INTO paynode.journal_lines SELECT id, l, 'a', 'USDC', a FROM e, (VALUES (1, 5), (2, -4)) v (l, a)
        """)]
    [InlineData(
        """
        WITH e AS (INSERT INTO paynode.journals (key, type, at) VALUES (gen_random_uuid()::text, 'x', now()) RETURNING id)
        INSERT INTO paynode.journal_lines SELECT id, l, 'a', c, a FROM e, (VALUES (1, 'USDC', 5), (2, 'NGN', -5)) v (l, c, a)
        """)]
    [InlineData("INSERT INTO paynode.journal_lines SELECT max(id), 9, 'a', 'USDC', 5 FROM paynode.journals")]
    public async Task The_database_refuses_to_commit_what_does_not_balance(string sql)
    {
        await AppendAsync(Postings.Locked(Key(), _order, _chain, Given.Dollars(1)));

        var fault = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(sql));

        Assert.Contains("does not balance", fault.MessageText, StringComparison.Ordinal);
    }

    private static string Key() => Guid.NewGuid().ToString();

    private Task<bool> AppendAsync(JournalEntry entry) =>
        Database.Source.InTransactionAsync(connection => Database.Ledger.AppendAsync(connection, entry, Given.Now));

    private Task<Money> BalanceAsync(string account) => Database.Ledger.BalanceAsync(account, Given.Usdc);
}
