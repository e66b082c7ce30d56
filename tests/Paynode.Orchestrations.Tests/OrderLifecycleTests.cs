using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost;
using Paynode.LocalServices;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

/// <summary>The lifecycle on the real runtime, with activities that answer as a test wants.</summary>
public sealed class OrderLifecycleTests() : ServicesFixture(LocalService.Postgres), IAsyncLifetime
{
    private LocalApplication app = null!;
    private NpgsqlDataSource source = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        source = NpgsqlDataSource.Create(DatabaseConnectionString);
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(source);
        builder.Services.AddSingleton<Looks>();
        builder.AddFunctions(typeof(OrderLifecycle), typeof(LateActivities));
        app = builder.Build();
        await app.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_offer_whose_time_the_activities_see_later_than_the_timers_is_looked_at_now_and_then()
    {
        var client = app.Services.GetRequiredService<DurableTaskClient>();
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(OrderLifecycle), new LifecycleInput("order", DateTime.UtcNow.AddHours(1)));
        await client.RaiseEventAsync(id, LifecycleEvents.Deposit, new DepositConfirmed("0x1"));
        await client.RaiseEventAsync(id, LifecycleEvents.Escrow, new EscrowOutcome("refunded", "0x2"));

        await client.WaitForInstanceCompletionAsync(id);

        Assert.InRange(app.Services.GetRequiredService<Looks>().Count, 1, 4);
    }

    [Fact]
    public async Task A_refund_that_an_accepted_offer_stands_against_waits_for_it_and_the_provider_that_paid_gets_the_funds()
    {
        var client = app.Services.GetRequiredService<DurableTaskClient>();
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(OrderLifecycle), new LifecycleInput(LateActivities.Overtaken, DateTime.UtcNow.AddHours(1)));
        await client.RaiseEventAsync(id, LifecycleEvents.Deposit, new DepositConfirmed("0x1"));
        await client.RaiseEventAsync(id, LifecycleEvents.Escrow, new EscrowOutcome("settled", "0x2"));

        await client.WaitForInstanceCompletionAsync(id);

        Assert.Equal(LateActivities.Overtaken, app.Services.GetRequiredService<Looks>().Settled);
    }

    /// <summary>How often the offer was looked at, and which one was settled.</summary>
    public sealed class Looks
    {
        private int count;

        public DateTime LapsesAt { get; } = DateTime.UtcNow.AddSeconds(3);

        public int Count => Volatile.Read(ref count);

        public string? Settled { get; set; }

        public void Add() => Interlocked.Increment(ref count);
    }

    /// <summary>Activities whose clock is behind: for three seconds they say that the offer's time is now, and not yet over.</summary>
    /// <remarks>Of the order <see cref="Overtaken"/> routing sees no offer, but it has one, which was paid.</remarks>
    public sealed class LateActivities(Looks looks)
    {
        public const string Overtaken = "overtaken";

        private readonly Looks seen = looks;

        [Function(nameof(RouteOrder))]
        public RoutedOrder Route([ActivityTrigger] string orderId) =>
            new(orderId != Overtaken && seen.Count == 0 ? [new OfferProgress(orderId, OfferState.Offered, DateTime.UtcNow)] : null, null, "no_provider");

        [Function(nameof(ResolveOffer))]
        public OfferProgress Resolve([ActivityTrigger] string offerId)
        {
            var now = DateTime.UtcNow;
            if (offerId == Overtaken)
            {
                return new(offerId, OfferState.Fulfilled, now);
            }

            seen.Add();
            return new(offerId, now < seen.LapsesAt ? OfferState.Offered : OfferState.Lapsed, now);
        }

        [Function(nameof(RefundOrder))]
        public OfferProgress[]? Refund([ActivityTrigger] string orderId) =>
            orderId == Overtaken ? [new(orderId, OfferState.Accepted, DateTime.UtcNow)] : null;

        [Function(nameof(SettleOrder))]
        public string Settle([ActivityTrigger] string offerId) => seen.Settled = offerId;
    }
}
