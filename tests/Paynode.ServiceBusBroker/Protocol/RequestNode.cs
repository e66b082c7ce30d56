using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>
/// A node that answers requests. They arrive on one link; the response goes to the link named as the request's reply-to.
/// </summary>
internal sealed class RequestNode(Func<AmqpMessage, Task<RequestNode.Answer>> answer)
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _replies = new(StringComparer.Ordinal);

    /// <summary>A response: a status, its description, the error condition if any, and a body if any.</summary>
    public sealed record Answer(AmqpResponseStatusCode Status, string Description, AmqpSymbol? Condition = null, AmqpMap? Body = null);

    public void Attach(AmqpLink link)
    {
        if (link is ReceivingAmqpLink requests)
        {
            requests.RegisterMessageListener(request => _ = AnswerAsync(requests, request));
            return;
        }

        var replyTo = ((Target)link.Settings.Target).Address.ToString()!;
        _replies[replyTo] = (SendingAmqpLink)link;
        link.SafeAddClosed((_, _) => _replies.TryRemove(replyTo, out SendingAmqpLink? _));
    }

    private async Task AnswerAsync(ReceivingAmqpLink link, AmqpMessage request)
    {
        var result = await DecideAsync(request);
        var response = result.Body is null ? AmqpMessage.Create() : AmqpMessage.Create(new AmqpValue { Value = result.Body });
        response.Properties.CorrelationId = request.Properties.MessageId;
        var properties = response.ApplicationProperties.Map;
        properties["statusCode"] = (int)result.Status;
        properties["statusDescription"] = result.Description;
        // The names of the same fields in the CBS specification.
        properties["status-code"] = (int)result.Status;
        properties["status-description"] = result.Description;
        if (result.Condition is { } condition)
        {
            properties["errorCondition"] = condition;
        }

        if (_replies.TryGetValue(request.Properties.ReplyTo.ToString()!, out var reply) && !reply.IsClosing())
        {
            reply.SendMessageNoWait(response, Guid.NewGuid().ToByteArray(), default);
        }

        if (!request.Settled)
        {
            link.AcceptMessage(request, settled: true, batchable: false);
        }

        request.Dispose();
    }

    private async Task<Answer> DecideAsync(AmqpMessage request)
    {
        try
        {
            return await answer(request);
        }
        catch (AmqpException refusal)
        {
            return new Answer(StatusOf(refusal.Error.Condition), refusal.Error.Description, refusal.Error.Condition);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new Answer(AmqpResponseStatusCode.InternalServerError, failure.Message, AmqpErrorCode.InternalError);
        }
    }

    private static AmqpResponseStatusCode StatusOf(AmqpSymbol condition) => condition.Value switch
    {
        var it when it == AmqpErrorCode.UnauthorizedAccess.Value => AmqpResponseStatusCode.Unauthorized,
        var it when it == AmqpErrorCode.NotFound.Value || it == BrokerError.MessageNotFoundCondition.Value =>
            AmqpResponseStatusCode.NotFound,
        var it when it == BrokerError.MessageLockLostCondition.Value || it == BrokerError.SessionLockLostCondition.Value =>
            AmqpResponseStatusCode.Gone,
        var it when it == AmqpErrorCode.NotImplemented.Value => AmqpResponseStatusCode.NotImplemented,
        _ => AmqpResponseStatusCode.BadRequest,
    };
}
