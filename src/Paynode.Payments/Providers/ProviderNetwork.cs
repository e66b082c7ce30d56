using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Paynode.Payments;

/// <summary>
/// Where providers may be reached: on the public Internet, and only in development also on this machine or a private network. A
/// base URL pointing inside would make Paynode call, and sign requests for, internal services (SSRF).
/// </summary>
/// <param name="allowsPrivate">Whether private, link-local and loopback addresses are allowed.</param>
/// <param name="logger">Logs refused connections.</param>
public sealed class ProviderNetwork(bool allowsPrivate, ILogger<ProviderNetwork> logger)
{
    /// <summary>Suffixes of names that no public server has.</summary>
    private static readonly string[] PrivateEndings = [".localhost", ".local", ".internal", ".home.arpa"];

    /// <summary>Parses a base URL: https, or, where private networks are allowed, http on a loopback address.</summary>
    /// <returns>The URL, or null when it is malformed or not allowed. What a name resolves to is checked when connecting.</returns>
    public Uri? ParseBaseUrl(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri is not { Query: "", Fragment: "", UserInfo: "" } || HostOf(uri) is not { } host)
        {
            return null;
        }

        // A number in any notation is parsed as the address that it is, as resolvers do.
        var address = IPAddress.TryParse(host, out var literal) ? literal : null;
        var isTaken = uri.Scheme == Uri.UriSchemeHttp
            ? allowsPrivate && address is not null && IPAddress.IsLoopback(address)
            : uri.Scheme == Uri.UriSchemeHttps
                && (allowsPrivate || (address is null ? IsPublicName(host) : PublicAddress.IsPublic(address)));
        return isTaken ? uri : null;
    }

    /// <summary>A handler that calls providers at their registered address and nowhere else.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (!allowsPrivate)
        {
            // A proxy would resolve the name itself, bypassing the check of the address.
            handler.UseProxy = false;
            handler.ConnectCallback = ConnectAsync;
        }

        return handler;
    }

    /// <summary>
    /// The host in its plain form; null when it contains characters beyond ASCII letters and digits, which resolvers interpret
    /// differently (IDN has an ASCII form).
    /// </summary>
    private static string? HostOf(Uri uri)
    {
        if (!Ascii.IsValid(uri.Host))
        {
            return null;
        }

        try
        {
            return uri.IdnHost.Trim('[', ']').TrimEnd('.');
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static bool IsPublicName(string host) =>
        host.Contains('.', StringComparison.Ordinal)
            && !PrivateEndings.Any(ending => host.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Connects to the addresses that were checked, so that a name cannot resolve to another one in between.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var resolved = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var addresses = resolved.Where(PublicAddress.IsPublic).ToArray();
        if (addresses.Length == 0)
        {
            logger.LogWarning("The provider at {Host} is not called: it resolves to no public address.", host);
            throw new HttpRequestException($"{host} resolves to no public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
