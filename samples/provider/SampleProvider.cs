using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Hosting;
using Paynode.Samples.Provider.Offers;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider;

/// <summary>
/// A running provider: its HTTP server, its store of offers, and its publishing to Paynode. Disposing stops it immediately, as a
/// crash would.
/// </summary>
public sealed class SampleProvider : IAsyncDisposable
{
    /// <summary>
    /// Maximum concurrent offers; beyond it an offer is refused with 503 and Paynode offers the order to another provider.
    /// </summary>
    private const int MaxInWork = 2_000;

    private readonly ProviderOptions _options;
    private readonly OfferStore _store;
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
        _store = new OfferStore(options.Balances, options.JournalPath is null ? null : new Journal(options.JournalPath));
        _dial = new BehaviourDial(options.Behaviour, options.Seed);
        _rates = [.. options.Corridors];
        _http = new HttpClient { BaseAddress = WithSlash(options.PaynodeUrl) };
        _app = Build(options);
        _logger = _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Provider");
        Endpoints.Map(_app, this);
    }

    /// <summary>The address of this provider: the <c>baseUrl</c> to register with Paynode.</summary>
    public Uri BaseUrl => new(_app.Urls.First());

    /// <summary>Every payout from this provider's accounts, at most one per offer.</summary>
    public IReadOnlyList<Payout> Payouts => _store.Payouts();

    /// <summary>Every offer received, with its state.</summary>
    public IReadOnlyList<OfferRecord> Offers => _store.Records();

    /// <summary>The balance of each account.</summary>
    public IReadOnlyDictionary<string, decimal> Balances => _store.Balances();

    /// <summary>The behaviour for offers that arrive from now on.</summary>
    public Behaviour Behaviour
    {
        get => _dial.Current;
        set => _dial.Current = value;
    }

    /// <summary>Starts the server and, if credentials are given, resumes unfinished work and publishes.</summary>
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

    /// <summary>
    /// Sets the credentials of a provider that had to listen before it could be registered; until then it refuses all requests.
    /// </summary>
    public void Enrol(Credentials credentials)
    {
        if (_enrolment is not null)
        {
            throw new InvalidOperationException("This provider already has credentials.");
        }

        var paynode = new PaynodeApi(_http, new RequestSigner(credentials, _options.Time), _options.Time, _logger);
        var service = new OfferService(
            _store, paynode, new Screening(() => _rates, _options.RefusedAccounts), _dial, _options.Time, _logger);
        var publisher = new Publisher(paynode, _store, () => _rates, _options.HeartbeatEvery, _options.Time);
        _enrolment = new Enrolment(new SignatureGate(credentials, _options.Time), service, publisher);
        _store.BalancesChanged += publisher.BalancesChanged;
        _publishing = WatchAsync(publisher.RunAsync(_stop.Token), "Publishing");
        foreach (var known in _store.Records())
        {
            Work(service, known.Offer.OfferId);
        }
    }

    /// <summary>Completes when Paynode has accepted this provider's rates, liquidity and heartbeat, so that it may get offers.</summary>
    public Task Published => _enrolment?.Publisher.Published
        ?? throw new InvalidOperationException("Without credentials nothing is published.");

    /// <summary>Completes when no offer is in progress. A silent or stalled offer does not count: nothing more happens to it.</summary>
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
        _store.Dispose();
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

        var (record, isNew) = _store.Note(offer);
        if (isNew)
        {
            Work(_enrolment!.OrderService, offer.OfferId);
        }

        return record.Offer == offer ? Reception.Taken : Reception.Different;
    }

    internal OfferStatus? StatusOf(Guid offerId) => _store.Find(offerId) is { } record ? Status(record) : null;

    internal OfferStatus? Withdraw(Guid offerId) => _store.CloseUnpaid(offerId, code: null, "Withdrawn by Paynode.") is { } record
        ? Status(record)
        : null;

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
            _store.SetBalance(currency, balance);
        }

        if (rates is not null)
        {
            _rates = [.. _rates.Select(rate => rates.TryGetValue(rate.Corridor, out var value) ? rate with { Rate = value } : rate)];
            _enrolment?.Publisher.RatesChanged();
        }
    }

    internal object Describe() => new
    {
        Behaviour =
            new { Kind = Behaviour.NameOf(Behaviour.Kind), Behaviour.Probability, DelayMs = Behaviour.Delay.TotalMilliseconds,
                Behaviour.Code },
        Balances = Balances.Select(balance => new Money(balance.Value, balance.Key)),
        Rates = _rates,
        Offers = Offers.CountBy(record => record.State).ToDictionary(count => count.Key.ToString(), count => count.Value),
        Payouts,
    };

    private static WebApplication Build(ProviderOptions options)
    {
        // The empty builder: no configuration from files or environment variables, and no signal handlers, because several
        // providers may run in one process.
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

    /// <summary>A provider that reported a failure keeps that state, whatever its account shows: the report was binding.</summary>
    private static OfferStatus Status(OfferRecord record) => record.Report == Report.Failed
        ? new OfferStatus(record.Offer.OfferId, OfferState.NotPaid, null, null)
        : new OfferStatus(record.Offer.OfferId, record.State, record.State == OfferState.Paid ? record.Reference : null, record.PaidAt);

    private void Work(OfferService service, Guid offerId)
    {
        var listed = new TaskCompletionSource();
        _work[offerId] = WatchAsync(RunAsync(), $"Offer {offerId}");
        listed.SetResult();

        // Starts only once it is in the list, and removes itself at the end: waiting for the list means waiting for the work.
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
            // The journal holds the unfinished work; the next start resumes it.
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
