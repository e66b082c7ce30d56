using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>Claims-based security: tokens put on a connection authorise links to their audience on that connection.</summary>
internal sealed class ConnectionClaims(SharedAccess access, TimeProvider timeProvider)
{
    private const string TokenType = "servicebus.windows.net:sastoken";

    private readonly ConditionalWeakTable<AmqpConnection, ConcurrentDictionary<string, DateTimeOffset>> _claims = [];

    /// <summary>Answers a put-token request on <c>$cbs</c>.</summary>
    public Task<RequestNode.Answer> PutTokenAsync(AmqpMessage request)
    {
        var properties = request.ApplicationProperties.Map;
        if (properties["operation"] as string != "put-token" || properties["type"] as string != TokenType)
        {
            throw BrokerError.NotImplemented($"{properties["operation"]} of a token of type {properties["type"]}");
        }

        var audience = (string)properties["name"];
        var expiresAt = access.Verify((string)request.ValueBody.Value, audience);
        _claims.GetOrCreateValue(request.Link.Session.Connection)[QueueAddress.Normalize(new Uri(audience).AbsolutePath)] = expiresAt;
        return Task.FromResult(new RequestNode.Answer(AmqpResponseStatusCode.Accepted, "Accepted"));
    }

    /// <summary>Checks that a link may be opened.</summary>
    /// <exception cref="AmqpException">No valid token was put for its address.</exception>
    public void Require(AmqpLink link, string address)
    {
        var path = QueueAddress.Normalize(address);
        if (!_claims.TryGetValue(link.Session.Connection, out var claims)
            || !claims.TryGetValue(path, out var expiresAt)
            || expiresAt <= timeProvider.GetUtcNow())
        {
            throw BrokerError.Unauthorized(path);
        }
    }
}
