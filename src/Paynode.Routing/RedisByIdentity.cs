using Azure.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Paynode.Routing;

/// <summary>
/// A connection to Azure Managed Redis with the app's identity: an Entra token instead of a password, renewed on open
/// connections before it expires, and requested again on reconnection.
/// </summary>
public sealed class RedisByIdentity : IAsyncDisposable
{
    /// <summary>The interval between attempts to get a token, or to authenticate with it.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    private readonly TokenOptions? _tokens;
    private readonly TokenCredential _credential;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _renewing;

    private RedisByIdentity(
        ConnectionMultiplexer connection, TokenOptions? tokens, TokenCredential credential, TimeProvider timeProvider, ILogger log)
    {
        (Connection, _tokens, _credential, _timeProvider, _log) = (connection, tokens, credential, timeProvider, log);
        _renewing = tokens is null ? Task.CompletedTask : RenewAsync(tokens, _disposed.Token);
    }

    /// <summary>The connection, which this instance owns.</summary>
    public ConnectionMultiplexer Connection { get; }

    /// <summary>Connects; an unavailable Redis is not an error, the connection is made when it is back.</summary>
    /// <param name="url">
    /// rediss://host:port. A token is sent only to a host of Azure Managed Redis over TLS, when the URL has no password; any
    /// other URL is used as it is.
    /// </param>
    /// <param name="credential">The app's identity.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="log">Logs failed token renewals.</param>
    /// <param name="cancellationToken">Cancels the wait for the first token.</param>
    public static Task<RedisByIdentity> ConnectAsync(
        Uri url, TokenCredential credential, TimeProvider? timeProvider = null, ILogger? log = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(credential);
        return ConnectAsync(
            RedisUrl.Parse(url), withToken: NeedsToken(url), credential, timeProvider ?? TimeProvider.System, log ?? NullLogger.Instance,
            cancellationToken);
    }

    /// <summary>Whether the URL is one of Azure's, over TLS and without a password.</summary>
    internal static bool NeedsToken(Uri url) => RedisUrl.Parse(url) is { Ssl: true, Password: null }
        && AzureSuffixes.Any(suffix => url.Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Azure Managed Redis, Azure Cache for Redis and its Enterprise tiers, in the public and the national clouds.</summary>
    private static readonly string[] AzureSuffixes =
    [
        ".redis.azure.net", ".redisenterprise.cache.azure.net",
        ".redis.cache.windows.net", ".redis.cache.usgovcloudapi.net", ".redis.cache.chinacloudapi.cn",
    ];

    internal static async Task<RedisByIdentity> ConnectAsync(
        ConfigurationOptions options, bool withToken, TokenCredential credential, TimeProvider timeProvider, ILogger log,
        CancellationToken cancellationToken)
    {
        TokenOptions? tokens = null;
        if (withToken)
        {
            options.Defaults = tokens = new TokenOptions(await RedisToken.RequestAsync(credential, cancellationToken));
        }

        return new RedisByIdentity(await ConnectionMultiplexer.ConnectAsync(options), tokens, credential, timeProvider, log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _renewing;
        await Connection.DisposeAsync();
        _disposed.Dispose();
    }

    /// <summary>Runs until disposal. Failures are retried: the old token remains valid until it expires.</summary>
    private async Task RenewAsync(TokenOptions tokens, CancellationToken cancellationToken)
    {
        var wait = tokens.Current.RenewAt - _timeProvider.GetUtcNow();
        while (true)
        {
            try
            {
                await Task.Delay(wait > RetryInterval ? wait : RetryInterval, _timeProvider, cancellationToken);
                wait = await RenewOnceAsync(tokens, cancellationToken) ? tokens.Current.RenewAt - _timeProvider.GetUtcNow() : RetryInterval;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                wait = RetryInterval;
                _log.LogWarning(
                    fault, "The token for Redis could not be renewed; retrying in {Seconds} s.", RetryInterval.TotalSeconds);
            }
        }
    }

    /// <summary>Gets a token and authenticates every open connection with it; false when one was refused.</summary>
    private async Task<bool> RenewOnceAsync(TokenOptions tokens, CancellationToken cancellationToken)
    {
        tokens.Current = await RedisToken.RequestAsync(_credential, cancellationToken);
        var servers = Connection.GetServers().Where(server => server.IsConnected);
        var taken = await Task.WhenAll(servers.Select(server => ShowAsync(server, tokens.Current)));
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
            // A connection lost in the meantime reconnects with the new token.
            _log.LogWarning(fault, "Redis at {EndPoint} did not accept the renewed token.", server.EndPoint);
            return false;
        }
    }

    /// <summary>Provides credentials for each connection, with the client's defaults for Azure Managed Redis.</summary>
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
