using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace Paynode.ServiceBusBroker;

/// <summary>
/// The operations of a queue's management node: peek, lock renewal, settlement without a link, deferred messages and session
/// state.
/// </summary>
internal sealed class QueueManagement(QueueNode queue)
{
    private static readonly RequestNode.Answer Done = new(AmqpResponseStatusCode.OK, "OK", Body: []);

    public async Task<RequestNode.Answer> AnswerAsync(AmqpMessage message)
    {
        var request = new ManagementRequest(message);
        return await queue.CallAsync(() => Answer(request));
    }

    private RequestNode.Answer Answer(ManagementRequest request) => request.Operation switch
    {
        "com.microsoft:peek-message" => Peek(request),
        "com.microsoft:renew-lock" => RenewLocks(request),
        "com.microsoft:update-disposition" => Settle(request),
        "com.microsoft:receive-by-sequence-number" => ReceiveDeferred(request),
        "com.microsoft:renew-session-lock" => RenewSession(request),
        "com.microsoft:get-session-state" => GetState(request),
        "com.microsoft:set-session-state" => SetState(request),
        _ => throw BrokerError.NotImplemented(request.Operation),
    };

    private RequestNode.Answer Peek(ManagementRequest request)
    {
        var messages = queue.Peek(
            request.Read<long>("from-sequence-number"), request.Read<int>("message-count"), request.ReadOrNull<string>("session-id"));
        return messages.Count == 0
            ? new RequestNode.Answer(AmqpResponseStatusCode.NoContent, "No messages.")
            : With("messages", messages.Select(object (it) => it.ToMap()).ToList());
    }

    private RequestNode.Answer RenewLocks(ManagementRequest request) =>
        With("expirations", request.Read<Guid[]>("lock-tokens").Select(it => queue.Renew(it).UtcDateTime).ToArray());

    private RequestNode.Answer Settle(ManagementRequest request)
    {
        RequireHeldSession(request);
        var settlement = Settlement.From(request);
        foreach (var lockToken in request.Read<Guid[]>("lock-tokens"))
        {
            queue.Settle(lockToken, settlement);
        }

        return Done;
    }

    private RequestNode.Answer ReceiveDeferred(ManagementRequest request)
    {
        RequireHeldSession(request);
        var deletes = request.Read<uint>("receiver-settle-mode") == 0;
        var messages = queue.TakeDeferred(request.Read<long[]>("sequence-numbers"), deletes);
        return With("messages", messages.Select(object (it) =>
        {
            var map = it.ToMap();
            map[new MapKey("lock-token")] = it.LockToken;
            return map;
        }).ToList());
    }

    private RequestNode.Answer RenewSession(ManagementRequest request) =>
        With("expiration", queue.RenewSession(request.Read<string>("session-id"), request.LinkName).UtcDateTime);

    private RequestNode.Answer GetState(ManagementRequest request) =>
        With("session-state", queue.HeldSession(request.Read<string>("session-id"), request.LinkName).State);

    private RequestNode.Answer SetState(ManagementRequest request)
    {
        var session = queue.HeldSession(request.Read<string>("session-id"), request.LinkName);
        session.State = request.ReadBinary("session-state");
        return Done;
    }

    private void RequireHeldSession(ManagementRequest request)
    {
        if (queue.Settings.RequiresSession)
        {
            queue.HeldSession(request.Read<string>("session-id"), request.LinkName);
        }
    }

    private static RequestNode.Answer With(string name, object? value) =>
        new(AmqpResponseStatusCode.OK, "OK", Body: new AmqpMap { [new MapKey(name)] = value });
}
