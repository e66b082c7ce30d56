using System.Collections.Concurrent;
using System.Net;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>
/// Callers who keep works in flight and repeat what was not answered, as idempotent clients do. Every answer has to be
/// one that a caller can act on: accepted, known already, or 503 with the time to come back.
/// </summary>
internal sealed class WorkLoad : IAsyncDisposable
{
    private static readonly TimeSpan ConnectionPause = TimeSpan.FromMilliseconds(20);

    /// <summary>A caller asks again after this time, elsewhere if need be.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Timeout };
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly Task _callers;
    private readonly string _name = Guid.NewGuid().ToString("N")[..8];
    private int _unavailable;
    private int _ended;

    public WorkLoad(int callers, Func<Uri> target) =>
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller, target))));

    /// <summary>Works that ended as they should.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Answers 503.</summary>
    public int Unavailable => Volatile.Read(ref _unavailable);

    /// <summary>Waits until another number of works has ended.</summary>
    public async Task WaitForMoreAsync(int count)
    {
        var goal = Ended + count;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = HangLimit.Begin();
        while (Ended < goal)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Begins no more works, and waits until all that were accepted have ended as they should.</summary>
    public async Task FinishAsync()
    {
        await _enough.CancelAsync();
        await _callers.WaitAsync(HangLimit.OfWait);
        Assert.Empty(_wrong);
        Assert.True(Ended > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _leave.CancelAsync();
        await _callers.ContinueWith(_ => { }, TaskScheduler.Default);
        _http.Dispose();
        _enough.Dispose();
        _leave.Dispose();
    }

    private async Task CallAsync(int caller, Func<Uri> target)
    {
        for (var number = 0; !_enough.IsCancellationRequested; number++)
        {
            var path = $"/api/work/{_name}-{caller}-{number}";
            await RepeatAsync(() => new(HttpMethod.Post, new Uri(target(), path)), HttpStatusCode.Accepted, HttpStatusCode.Conflict);
            var outcome = await RepeatAsync(() => new(HttpMethod.Get, new Uri(target(), path)), HttpStatusCode.OK);
            if (outcome != "Completed " + FaultFunctions.Expected)
            {
                _wrong.Enqueue($"{path} ended: {outcome}");
            }

            Interlocked.Increment(ref _ended);
        }
    }

    private async Task<string> RepeatAsync(Func<HttpRequestMessage> create, params HttpStatusCode[] expected)
    {
        while (true)
        {
            _leave.Token.ThrowIfCancellationRequested();
            try
            {
                using var request = create();
                using var response = await _http.SendAsync(request, _leave.Token);
                var body = await response.Content.ReadAsStringAsync(_leave.Token);
                if (expected.Contains(response.StatusCode))
                {
                    return body;
                }

                Check(request, response, body);
            }
            catch (HttpRequestException)
            {
                // The process is gone, or not there yet.
            }
            catch (TaskCanceledException) when (!_leave.IsCancellationRequested)
            {
                // A paused process answers nobody.
            }

            await Task.Delay(ConnectionPause, _leave.Token);
        }
    }

    private void Check(HttpRequestMessage request, HttpResponseMessage response, string body)
    {
        Interlocked.Increment(ref _unavailable);
        if (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter is null)
        {
            _wrong.Enqueue($"{request.Method} {request.RequestUri} was answered {(int)response.StatusCode} (Retry-After: {response.Headers.RetryAfter}): {body}");
        }
    }
}
