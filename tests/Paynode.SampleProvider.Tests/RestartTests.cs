using System.Text;
using Paynode.LocalServices;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Offers;
using Paynode.Samples.Provider.Tests.Support;

namespace Paynode.Samples.Provider.Tests;

public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paynode-provider-").FullName;

    private string JournalPath => Path.Combine(_folder, "journal.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Payouts_and_balance_survive_a_restart_and_a_redelivered_offer_is_not_paid_again()
    {
        await using var paynode = await FakePaynode.StartAsync();
        var offer = Given.Offer();
        Payout before;
        await using (var first = await StartAsync(paynode))
        {
            await paynode.OfferAsync(first, offer);
            await paynode.ReceivedAsync("fulfil", offer.OfferId);
            await first.WhenIdleAsync();
            before = Assert.Single(first.Payouts);
        }

        await using var second = await StartAsync(paynode);
        using var again = await paynode.OfferAsync(second, offer);
        await second.WhenIdleAsync();

        Assert.Equal(before, Assert.Single(second.Payouts));
        Assert.Equal(850_000m, second.Balances["NGN"]);
        Assert.Single(paynode.CallsOf("fulfil"));
    }

    [Fact]
    public async Task A_payout_under_way_at_the_crash_is_completed_once_with_the_same_reference()
    {
        await using var paynode = await FakePaynode.StartAsync();
        var offer = Given.Offer();
        string? reference;
        await using (var first = await StartAsync(paynode, new Behaviour(BehaviourKind.Slow) { Delay = TimeSpan.FromHours(1) }))
        {
            await paynode.OfferAsync(first, offer);
            await paynode.ReceivedAsync("accept", offer.OfferId);
            reference = await ReferenceOnceItIsPayingAsync(paynode, first, offer.OfferId);
        }

        await using var second = await StartAsync(paynode);
        await paynode.ReceivedAsync("fulfil", offer.OfferId);
        await second.WhenIdleAsync();

        Assert.Equal(reference, Assert.Single(second.Payouts).Reference);
        Assert.Single(paynode.CallsOf("accept"));
    }

    [Theory]
    [InlineData(BehaviourKind.Pay, "fulfil")]
    [InlineData(BehaviourKind.Fail, "fail")]
    [InlineData(BehaviourKind.Decline, "decline")]
    public async Task A_report_not_acknowledged_before_the_crash_is_made_after_it(BehaviourKind kind, string verb)
    {
        await using var paynode = await FakePaynode.StartAsync();
        var tried = new TaskCompletionSource();
        paynode.Faults = call =>
        {
            if (call.Verb != verb)
            {
                return null;
            }

            tried.TrySetResult();
            return new Fault(TakesIt: false, 503);
        };
        var offer = Given.Offer();
        await using (var first = await StartAsync(paynode, new Behaviour(kind)))
        {
            await paynode.OfferAsync(first, offer);
            await tried.Task.WaitAsync(HangLimit.OfWait);
        }

        paynode.Faults = _ => null;
        await using var second = await StartAsync(paynode);
        await paynode.ReceivedAsync(verb, offer.OfferId);
        await second.WhenIdleAsync();

        Assert.Equal(kind == BehaviourKind.Pay ? 1 : 0, second.Payouts.Count);
    }

    [Fact]
    public async Task An_acceptance_cut_off_by_the_crash_is_asked_again_before_any_payout()
    {
        await using var paynode = await FakePaynode.StartAsync();
        paynode.Faults = call => call.Verb == "accept" ? new Fault(TakesIt: true) : null;
        var offer = Given.Offer();
        await using (var first = await StartAsync(paynode))
        {
            await paynode.OfferAsync(first, offer);
            await paynode.ReceivedAsync("accept", offer.OfferId);
        }

        paynode.Close(offer.OfferId);
        paynode.Faults = _ => null;
        await using var second = await StartAsync(paynode);
        await second.WhenIdleAsync();

        Assert.Empty(second.Payouts);
        Assert.Equal("not_paid", await paynode.StateAsync(second, offer.OfferId));
    }

    [Fact]
    public void A_line_torn_by_a_crash_is_cut_off()
    {
        var offer = Given.Offer();
        using (var store = new OfferStore(new Dictionary<string, decimal>(), new Journal(JournalPath)))
        {
            store.Note(offer);
        }

        File.AppendAllText(JournalPath, """{"offer":{"offerId":""", Encoding.UTF8);
        var other = Given.Offer();
        using (var store = new OfferStore(new Dictionary<string, decimal>(), new Journal(JournalPath)))
        {
            Assert.Single(store.Records());
            store.Note(other);
        }

        using var reopened = new OfferStore(new Dictionary<string, decimal>(), new Journal(JournalPath));
        Assert.Equal([offer, other], reopened.Records().Select(record => record.Offer));
    }

    private static async Task<string?> ReferenceOnceItIsPayingAsync(FakePaynode paynode, SampleProvider provider, Guid offerId)
    {
        while (await paynode.StateAsync(provider, offerId) != "paying")
        {
            await Task.Yield();
        }

        return provider.Offers.Single().Reference;
    }

    private Task<SampleProvider> StartAsync(FakePaynode paynode, Behaviour? behaviour = null) =>
        SampleProvider.StartAsync(Given.Options(paynode, behaviour) with { JournalPath = JournalPath });
}
