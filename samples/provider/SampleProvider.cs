using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Hosting;
using Paynode.Samples.Provider.Offers;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider;

/// <summary>A running provider: its HTTP server, its book of offers, and its publishing to Paynode. Disposing stops it at once, as a crash would.</summary>
public sealed class SampleProvider : IAsyncDisposable
{
    /// <summary>Offers in work at one time; past it an offer is refused with 503 and Paynode asks another provider.</summary>
    private const int MaxInWork = 2_000;

    private readonly ProviderOptions _options;
    private readonly OfferStore _book;
    private readonly BehaviourDial _dial;
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Guid, Task> _work = new();
    private ImmutableArray<CorridorRate> _rates;
    private Enrolment? _enrolment;
    private Task _publishing = Task.CompletedTask;

    private SampleProvider(ProviderOptions options)
    {
        _options = options;
        _book = new OfferStore(options.Balances, options.JournalPath is null ? null : new Journal(options.JournalPath));
        _dial = new BehaviourDial(options.Behaviour, options.Seed);
        _rates = [.. options.Corridors];
        _http = new HttpClient { BaseAddress = WithSlash(options.PaynodeUrl) };
        _app = Build(options);
        _logger = _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Provider");
        Endpoints.Map(_app, this);
    }

    /// <summary>Where this provider listens: the <c>baseUrl</c> to register with Paynode.</summary>
    public Uri BaseUrl => new(_app.Urls.First());

    /// <summary>Every payout that left this provider's accounts, one an offer at most.</summary>
    public IReadOnlyList<Payout> Payouts => _book.Payouts();

    /// <summary>Every offer received, with its state.</summary>
    public IReadOnlyList<OfferRecord> Offers => _book.Records();

    /// <summary>What is left on each account.</summary>
    public IReadOnlyDictionary<string, decimal> Balances => _book.Balances();

    /// <summary>How offers that arrive from now on are treated.</summary>
    public Behaviour Behaviour
    {
        get => _dial.Current;
        set => _dial.Current = value;
    }

    /// <summary>Listens, and with credentials given takes up unfinished work and publishes.</summary>
    public static async Task<SampleProvider> StartAsync(ProviderOptions options, CancellationToken cancellation = default)
    {
        var provider = new SampleProvider(options);
        try
        {
            await provider._app.StartAsync(cancellation);
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }

        if (options.Credentials is { } credentials)
        {
            provider.Enrol(credentials);
        }

        return provider;
    }

    /// <summary>Gives a provider that had to listen before it could be registered its credentials; until then it lets nothing in.</summary>
    public void Enrol(Credentials credentials)
    {
        if (_enrolment is not null)
        {
            throw new InvalidOperationException("This provider has its credentials already.");
        }

        var paynode = new PaynodeApi(_http, new RequestSigner(credentials, _options.Time), _options.Time, _logger);
        var service = new OfferService(_book, paynode, new Screening(() => _rates, _options.RefusedAccounts), _dial, _options.Time, _logger);
        var publisher = new Publisher(paynode, _book, () => _rates, _options.HeartbeatEvery, _options.Time);
        _enrolment = new Enrolment(new SignatureGate(credentials, _options.Time), service, publisher);
        _book.BalancesChanged += publisher.BalancesChanged;
        _publishing = WatchAsync(publisher.RunAsync(_stop.Token), "Publishing");
        foreach (var known in _book.Records())
        {
            Work(service, known.Offer.OfferId);
        }
    }

    /// <summary>Completes when Paynode has taken this provider's rates, liquidity and heartbeat, so that it may get offers.</summary>
    public Task Published => _enrolment?.Publisher.Published ?? throw new InvalidOperationException("Without credentials nothing is published.");

    /// <summary>Completes when no offer is being worked on. A silent or stalled one is not: nothing more happens to it.</summary>
    public async Task WhenIdleAsync()
    {
        while (_work.Values.ToArray() is { Length: > 0 } working)
        {
            await Task.WhenAll(working);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.StopAsync(_stop.Token);
        await _app.DisposeAsync();
        await Task.WhenAll([.. _work.Values, _publishing]);
        _book.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    internal SignatureRefusal? Check(string method, string target, IHeaderDictionary headers, byte[] body) =>
        _enrolment is null ? SignatureRefusal.Invalid : _enrolment.Gate.Check(method, target, headers, body);

    internal Reception Receive(Offer offer)
    {
        if (_work.Count >= MaxInWork)
        {
            return Reception.Overloaded;
        }

        var (record, isNew) = _book.Note(offer);
        if (isNew)
        {
            Work(_enrolment!.OrderService, offer.OfferId);
        }

        return record.Offer == offer ? Reception.Taken : Reception.Different;
    }

    internal OfferStatus? StatusOf(Guid offerId) => _book.Find(offerId) is { } record ? Status(record) : null;

    internal OfferStatus? Withdraw(Guid offerId) => _book.CloseUnpaid(offerId, code: null, "Withdrawn by Paynode.") is { } record ? Status(record) : null;

    internal void Control(ControlRequest change)
    {
        var balances = change.Balances?.ToDictionary(balance => balance.Key, balance => AmountOf(balance.Value));
        var rates = change.Rates?.ToDictionary(rate => rate.Key, rate => AmountOf(rate.Value));
        if (change.Behaviour is not null)
        {
            Behaviour = Behaviour.Create(change.Behaviour, change.Probability, change.DelayMs, change.Code, change.FulfilAfterMs);
        }

        foreach (var (currency, balance) in balances ?? [])
        {
            _book.SetBalance(currency, balance);
        }

        if (rates is not null)
        {
            _rates = [.. _rates.Select(rate => rates.TryGetValue(rate.Corridor, out var value) ? rate with { Rate = value } : rate)];
            _enrolment?.Publisher.RatesChanged();
        }
    }

    internal object Describe() => new
    {
        Behaviour = new { Kind = Behaviour.NameOf(Behaviour.Kind), Behaviour.Probability, DelayMs = Behaviour.Delay.TotalMilliseconds, Behaviour.Code },
        Balances = Balances.Select(balance => new Money(balance.Value, balance.Key)),
        Rates = _rates,
        Offers = Offers.CountBy(record => record.State).ToDictionary(count => count.Key.ToString(), count => count.Value),
        Payouts,
    };

    private static WebApplication Build(ProviderOptions options)
    {
        // The empty builder: nothing comes from files or variables that happen to be around, and no signal handler is installed,
        // because several providers may live in one process.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.ListenUrl.ToString());
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoLifetime>();
        if (options.Logs)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning);
        }

        return builder.Build();
    }

    private static Uri WithSlash(Uri url) => url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");

    private static decimal AmountOf(string text) =>
        Money.TryParseAmount(text, out var amount) ? amount : throw new ArgumentException($"'{text}' is not an amount.");

    /// <summary>A provider that reported a failure sticks to it, whatever its account says: its word was binding.</summary>
    private static OfferStatus Status(OfferRecord record) => record.Report == Report.Failed
        ? new OfferStatus(record.Offer.OfferId, OfferState.NotPaid, null, null)
        : new OfferStatus(record.Offer.OfferId, record.State, record.State == OfferState.Paid ? record.Reference : null, record.PaidAt);

    private void Work(OfferService service, Guid offerId)
    {
        var listed = new TaskCompletionSource();
        _work[offerId] = WatchAsync(RunAsync(), $"Offer {offerId}");
        listed.SetResult();

        // Begins only once it is listed, and ends by leaving the list: whoever waits for the list waits for the work.
        async Task RunAsync()
        {
            await listed.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await service.WorkAsync(offerId, _stop.Token);
            }
            finally
            {
                _work.TryRemove(offerId, out _);
            }
        }
    }

    private async Task WatchAsync(Task task, string name)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The journal keeps what was begun; the next start takes it up.
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "{Name} stopped", name);
        }
    }

    private sealed record Enrolment(SignatureGate Gate, OfferService OrderService, Publisher Publisher);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
