using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>The filter on a link's source that requests a session; in the response it holds the session that was locked.</summary>
internal static class SessionFilter
{
    private static readonly AmqpSymbol Name = "com.microsoft:session-filter";
    private static readonly AmqpSymbol NonExclusiveName = "com.microsoft:non-exclusive-session-filter";
    private static readonly AmqpSymbol LockedUntilName = "com.microsoft:locked-until-utc";
    private static readonly AmqpSymbol TimeoutName = "com.microsoft:timeout";

    /// <summary>Whether a receiver requests a session, and which one: null for the next.</summary>
    /// <exception cref="AmqpException">It requests one with a filter that this broker does not support.</exception>
    public static bool TryRead(AmqpLinkSettings settings, out string? sessionId)
    {
        sessionId = null;
        foreach (var filter in ((Source)settings.Source).FilterSet ?? [])
        {
            if (NonExclusiveName.Equals(filter.Key.Key))
            {
                throw BrokerError.UnknownFilter(settings.LinkName);
            }

            if (Name.Equals(filter.Key.Key))
            {
                sessionId = filter.Value as string;
                return true;
            }
        }

        return false;
    }

    /// <summary>The client's limit on waiting for a session.</summary>
    public static TimeSpan ReadTimeout(AmqpLinkSettings settings) =>
        settings.Properties?.TryGetValue<uint>(TimeoutName, out var timeoutMs) == true
            ? TimeSpan.FromMilliseconds(timeoutMs)
            : AmqpConstants.DefaultTimeout;

    /// <summary>
    /// Writes the locked session and the end of its lock into the settings that the attach response sends.
    /// </summary>
    public static void Answer(AmqpLinkSettings settings, string sessionId, DateTimeOffset lockedUntil)
    {
        ((Source)settings.Source).FilterSet[Name] = sessionId;
        settings.Properties ??= new Fields();
        settings.Properties[LockedUntilName] = lockedUntil.UtcTicks;
    }
}
