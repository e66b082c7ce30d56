namespace Paynode.Storage.Tests;

public sealed class ReplayGuardTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task A_signature_is_accepted_once_however_it_is_spelt()
    {
        Assert.True(await Database.Replays.TryRecordAsync("abcd", Given.Now));
        Assert.False(await Database.Replays.TryRecordAsync("ABCD", Given.Now));
    }

    [Fact]
    public async Task Of_many_that_come_at_once_one_is_accepted()
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Database.Replays.TryRecordAsync("race", Given.Now))));

        Assert.Single(accepted, one => one);
    }

    [Fact]
    public async Task It_is_remembered_for_longer_than_it_can_be_valid()
    {
        await Database.Replays.TryRecordAsync("old", Given.Now);

        await Database.Replays.PurgeAsync(Given.Now.AddMinutes(15));
        var within = await Database.Replays.TryRecordAsync("old", Given.Now);
        await Database.Replays.PurgeAsync(Given.Now.AddMinutes(16));
        var after = await Database.Replays.TryRecordAsync("old", Given.Now);

        Assert.Equal((false, true), (within, after));
    }
}
