using Azure.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Paynode.Routing;

/// <summary>
/// A connection to Azure Managed Redis as the app's identity: an Entra token in place of a password, renewed on open connections
/// before it ends, and taken anew by each that reconnects.
/// </summary>
public sealed class RedisByIdentity : IAsyncDisposable
{
    /// <summary>Between two attempts to get a token, or to have a server take it.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    private readonly TokenOptions? _tokens;
    private readonly TokenCredential _credential;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _renewing;

    private RedisByIdentity(ConnectionMultiplexer connection, TokenOptions? tokens, TokenCredential credential, TimeProvider time, ILogger log)
    {
        (Connection, _tokens, _credential, _time, _log) = (connection, tokens, credential, time, log);
        _renewing = tokens is null ? Task.CompletedTask : RenewAsync(tokens, _disposed.Token);
    }

    /// <summary>The connection, which this owns.</summary>
    public ConnectionMultiplexer Connection { get; }

    /// <summary>Connects; a Redis that is away is no error, it is connected to when it is back.</summary>
    /// <param name="url">
    /// rediss://host:port. A host of Azure Managed Redis without a password in the URL is shown a token over TLS; any other URL is
    /// taken as it is, and no other host is ever shown a token.
    /// </param>
    /// <param name="credential">The app's identity.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told when a token could not be renewed.</param>
    /// <param name="ct">Ends the wait for the first token.</param>
    public static Task<RedisByIdentity> ConnectAsync(
        Uri url, TokenCredential credential, TimeProvider? time = null, ILogger? log = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(credential);
        return ConnectAsync(RedisUrl.Parse(url), withToken: NeedsToken(url), credential, time ?? TimeProvider.System, log ?? NullLogger.Instance, ct);
    }

    /// <summary>Whether the URL is one of Azure's, over TLS and without a password.</summary>
    internal static bool NeedsToken(Uri url) => RedisUrl.Parse(url) is { Ssl: true, Password: null }
        && AzureSuffixes.Any(suffix => url.Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Azure Managed Redis, Azure Cache for Redis and its Enterprise tiers, in the public cloud and the national ones.</summary>
    private static readonly string[] AzureSuffixes =
    [
        ".redis.azure.net", ".redisenterprise.cache.azure.net", ".redis.cache.windows.net", ".redis.cache.usgovcloudapi.net", ".redis.cache.chinacloudapi.cn",
    ];

    internal static async Task<RedisByIdentity> ConnectAsync(
        ConfigurationOptions options, bool withToken, TokenCredential credential, TimeProvider time, ILogger log, CancellationToken ct)
    {
        TokenOptions? tokens = null;
        if (withToken)
        {
            options.Defaults = tokens = new TokenOptions(await RedisToken.RequestAsync(credential, ct));
        }

        return new RedisByIdentity(await ConnectionMultiplexer.ConnectAsync(options), tokens, credential, time, log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _renewing;
        await Connection.DisposeAsync();
        _disposed.Dispose();
    }

    /// <summary>Until disposal. Whatever fails is tried again: until its end the old token serves.</summary>
    private async Task RenewAsync(TokenOptions tokens, CancellationToken ct)
    {
        var wait = tokens.Current.RenewAt - _time.GetUtcNow();
        while (true)
        {
            try
            {
                await Task.Delay(wait > RetryInterval ? wait : RetryInterval, _time, ct);
                wait = await RenewOnceAsync(tokens, ct) ? tokens.Current.RenewAt - _time.GetUtcNow() : RetryInterval;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                wait = RetryInterval;
                _log.LogWarning(fault, "The token for Redis could not be renewed; it is tried again in {Seconds} s.", RetryInterval.TotalSeconds);
            }
        }
    }

    /// <summary>Gets a token and shows it on every open connection; false when one did not take it.</summary>
    private async Task<bool> RenewOnceAsync(TokenOptions tokens, CancellationToken ct)
    {
        tokens.Current = await RedisToken.RequestAsync(_credential, ct);
        var taken = await Task.WhenAll(Connection.GetServers().Where(server => server.IsConnected).Select(server => ShowAsync(server, tokens.Current)));
        return Array.TrueForAll(taken, it => it);
    }

    private async Task<bool> ShowAsync(IServer server, RedisToken token)
    {
        try
        {
            await server.ExecuteAsync("AUTH", token.User, token.Password);
            return true;
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            // One that was lost meanwhile reconnects with the new token.
            _log.LogWarning(fault, "Redis at {EndPoint} did not take the renewed token.", server.EndPoint);
            return false;
        }
    }

    /// <summary>What the client asks for whenever it connects, and what it presumes of Azure Managed Redis.</summary>
    private sealed class TokenOptions(RedisToken first) : AzureManagedRedisOptionsProvider
    {
        private volatile RedisToken _current = first;

        public RedisToken Current
        {
            get => _current;
            set => _current = value;
        }

        public override string User => _current.User;

        public override string Password => _current.Password;
    }
}
