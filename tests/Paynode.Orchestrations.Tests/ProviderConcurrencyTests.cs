using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalServices;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

/// <summary>One provider hangs; calls of another are answered as ever.</summary>
public sealed class ProviderConcurrencyTests() : ServicesFixture(LocalService.Postgres), IAsyncLifetime
{
    private const int Calls = 24;

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private NpgsqlDataSource _source = null!;
    private ProviderStore _store = null!;
    private WebApplication _hanging = null!;
    private WebApplication _working = null!;
    private ProviderClient _client = null!;
    private int _held;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _source = NpgsqlDataSource.Create(DatabaseConnectionString);
        await Migrator.ApplyAsync(_source, [.. StorageSchema.Scripts]);
        _store = new ProviderStore(_source, new SecretBox(new byte[32]), TimeProvider.System);
        _hanging = await ServeAsync(_ =>
        {
            Interlocked.Increment(ref _held);
            return _gate.Task;
        });
        _working = await ServeAsync(_ => Task.CompletedTask);
        _client = new ProviderClient(_http, new ProviderConcurrency(TimeProvider.System), _store, TimeProvider.System);
    }

    public override async Task DisposeAsync()
    {
        _gate.TrySetResult();
        await _hanging.DisposeAsync();
        await _working.DisposeAsync();
        _http.Dispose();
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_provider_that_hangs_holds_no_more_than_its_places()
    {
        var (hanging, working) = (await RegisterAsync(_hanging), await RegisterAsync(_working));
        var held = Enumerable.Range(0, Calls).Select(_ => AskAsync(hanging)).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, ProviderConcurrency.QuestionsPerProvider).Select(_ => AskAsync(working)));
        var refused = await FirstAsync(held, Calls - ProviderConcurrency.QuestionsPerProvider);

        Assert.All(answers, Assert.NotNull);
        Assert.All(refused, Assert.Null);
        Assert.Null(await AskAsync(hanging));
        Assert.Equal(ProviderConcurrency.QuestionsPerProvider, Volatile.Read(ref _held));
        _gate.SetResult();
        Assert.Equal(ProviderConcurrency.QuestionsPerProvider, (await Task.WhenAll(held)).Count(answer => answer is not null));
        Assert.NotNull(await AskAsync(hanging));
    }

    [Fact]
    public async Task Offers_that_hang_leave_the_question_whether_it_has_paid()
    {
        await using var server = await ServeAsync(request => HttpMethods.IsPost(request.Method) ? _gate.Task : Task.CompletedTask);
        var provider = await RegisterAsync(server);
        var hanging = Enumerable.Range(0, Calls).Select(_ => _client.WithdrawAsync(provider, NewOffer(), CancellationToken.None)).ToArray();
        await FirstAsync(hanging.Select(async it => { await it; return (OfferStatus?)null; }), Calls - ProviderConcurrency.PerProvider);

        Assert.NotNull(await AskAsync(provider));

        _gate.SetResult();
        await Task.WhenAll(hanging);
    }

    private static OfferId NewOffer() => OfferId.For(OrderId.New(DateTimeOffset.UtcNow), 1);

    private static async Task<OfferStatus?[]> FirstAsync(IEnumerable<Task<OfferStatus?>> tasks, int count)
    {
        var ended = new List<OfferStatus?>();
        await foreach (var task in Task.WhenEach(tasks))
        {
            ended.Add(await task);
            if (ended.Count == count)
            {
                break;
            }
        }

        return [.. ended];
    }

    private static async Task<WebApplication> ServeAsync(Func<HttpRequest, Task> before)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            await before(context.Request);
            await context.Response.WriteAsJsonAsync(new OfferStatus(context.Request.Path.Value!.Split('/')[^1], "received", null));
        });
        await app.StartAsync();
        return app;
    }

    private async Task<ProviderId> RegisterAsync(WebApplication server)
    {
        var registered = await _store.RegisterAsync(
            "one", new Uri(server.Urls.First()), "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", [CorridorId.Parse("USDC-NGN").Value!], DateTimeOffset.UtcNow);
        return registered.Provider.Id;
    }

    private Task<OfferStatus?> AskAsync(ProviderId provider) => _client.StatusAsync(provider, NewOffer(), CancellationToken.None);
}
