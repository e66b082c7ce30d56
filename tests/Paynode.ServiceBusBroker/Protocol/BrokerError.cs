using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace Paynode.ServiceBusBroker;

/// <summary>
/// Service Bus' errors, with the AMQP conditions that its client translates to exceptions. The condition for identifiers
/// that are too long is undocumented; the one here causes the exception that the client's own check throws.
/// </summary>
internal static class BrokerError
{
    public static readonly AmqpSymbol DeadLetter = "com.microsoft:dead-letter";
    public static readonly AmqpSymbol ArgumentOutOfRange = "com.microsoft:argument-out-of-range";
    public static readonly AmqpSymbol MessageLockLostCondition = "com.microsoft:message-lock-lost";
    public static readonly AmqpSymbol MessageNotFoundCondition = "com.microsoft:message-not-found";
    public static readonly AmqpSymbol SessionCannotBeLockedCondition = "com.microsoft:session-cannot-be-locked";
    public static readonly AmqpSymbol SessionLockLostCondition = "com.microsoft:session-lock-lost";
    public static readonly AmqpSymbol TimeoutCondition = "com.microsoft:timeout";

    public static AmqpException EntityNotFound(string address) =>
        new(AmqpErrorCode.NotFound, $"The messaging entity '{address}' could not be found.");

    public static AmqpException Unauthorized(string address) =>
        new(AmqpErrorCode.UnauthorizedAccess, $"Unauthorized access to '{address}': no valid token was put for it on this connection.");

    public static AmqpException NotImplemented(string what) => new(AmqpErrorCode.NotImplemented, $"This broker does not implement {what}.");

    public static AmqpException SessionRequired(string queue) => new(
        AmqpErrorCode.NotAllowed,
        $"It is not possible for an entity that requires sessions to create a non-sessionful message receiver. Queue: {queue}.");

    public static AmqpException SessionsNotSupported(string queue) => new(
        AmqpErrorCode.NotAllowed,
        $"A sessionful message receiver cannot be created on an entity that does not require sessions. Queue: {queue}.");

    public static AmqpException UnknownFilter(string link) =>
        new(AmqpErrorCode.NotAllowed, $"The link '{link}' contains invalid filter type.");

    public static AmqpException SendNotAllowed(string queue) => new(AmqpErrorCode.NotAllowed, $"Messages cannot be sent to '{queue}'.");

    public static AmqpException SessionIdMissing() => new(
        AmqpErrorCode.NotAllowed,
        "The SessionId was not set on a message, and it cannot be sent to an entity that requires sessions.");

    public static AmqpException TooLong(string property, int length, int maxLength) =>
        new(ArgumentOutOfRange, $"The {property} has {length} characters; at most {maxLength} are allowed.");

    public static AmqpException SessionCannotBeLocked(string session) =>
        new(SessionCannotBeLockedCondition, $"The requested session '{session}' cannot be accepted. It may be locked by another receiver.");

    public static AmqpException SessionLockLost(string session) =>
        new(SessionLockLostCondition, $"The session lock has expired on the session '{session}'. Accept a new session.");

    public static AmqpException MessageLockLost() => new(
        MessageLockLostCondition,
        "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.");

    public static AmqpException MessageNotFound() => new(MessageNotFoundCondition, "No such deferred message was found.");

    public static AmqpException NoSessionInTime() =>
        new(TimeoutCondition, "The operation did not complete within the allotted time: no session had messages.");
}
