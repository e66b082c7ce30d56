using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The orders of a sender.</summary>
public sealed class OrderFunctions(
    ApiEndpoint api, IdempotentRequests idempotent, OrderOpening opening, OrderService service, OrderStore orders, OrderViews views,
    OutboxPublisher outbox)
{
    /// <summary>Creates an order from a quote.</summary>
    [Function(nameof(CreateOrder))]
    [ApiOperation("Orders", "Take up a quote. The answer says how to fund the order on the chain.",
        Caller = Caller.Sender, Body = typeof(OrderRequest), Response = typeof(OrderResponse), Status = 201, Creates = true,
        Problems =
            "quote_unknown quote_expired quote_used recipient_invalid address_invalid reference_invalid reference_taken payout_off_step "
                + "unfunded_limit_reached chain_paused")]
    public Task<IResult> CreateOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/orders")] HttpRequest request,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken) =>
        api.ForSenderAsync<OrderRequest>(request, async (tenant, body) =>
        {
            var answer = await idempotent.CreateAsync(request, tenant, body.Bytes, async connection =>
            {
                var order = await opening.OpenAsync(connection, tenant, body.Value.ToInput(), cancellationToken);
                return order.Map(views.New);
            });
            await outbox.TryPublishAsync(orchestrations, cancellationToken);
            return answer;
        });

    /// <summary>Reads an order.</summary>
    [Function(nameof(GetOrder))]
    [ApiOperation("Orders", "Read an order.", Caller = Caller.Sender, Response = typeof(OrderResponse), Problems = "order_unknown")]
    public Task<IResult> GetOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/orders/{orderId}")] HttpRequest request,
        string orderId,
        CancellationToken cancellationToken) =>
        ForOrderAsync(request, orderId, async order => Answers.Ok(await views.OfAsync(order, cancellationToken)), cancellationToken);

    /// <summary>Lists orders.</summary>
    [Function(nameof(ListOrders))]
    [ApiOperation("Orders", "List orders, newest first.", Caller = Caller.Sender, Response = typeof(OrderListResponse),
        Query = "state: only orders in this state; limit: 1 to 100, 20 if left out; cursor: nextCursor of the page before",
        Problems = "state_unknown limit_invalid cursor_malformed")]
    public Task<IResult> ListOrders(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/orders")] HttpRequest request, CancellationToken cancellationToken) =>
        api.ForSenderAsync(request, async tenant =>
        {
            var query = OrderListQuery.Parse(request.Query);
            if (!query.Succeeded)
            {
                return query.Problem.ToResult();
            }

            var page = await orders.ListAsync(tenant, query.Value.State, query.Value.Cursor, query.Value.Limit, cancellationToken);
            return page.Succeeded ? Answers.Ok(await views.OfAsync(page.Value, cancellationToken)) : page.Problem.ToResult();
        });

    /// <summary>Cancels an order that is not funded.</summary>
    [Function(nameof(CancelOrder))]
    [ApiOperation("Orders", "Cancel an order that is not funded. Funds that arrive later are returned.",
        Caller = Caller.Sender, Response = typeof(OrderResponse), Problems = "order_unknown order_not_cancellable")]
    public Task<IResult> CancelOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/orders/{orderId}/cancel")] HttpRequest request,
        string orderId,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken) =>
        ForOrderAsync(request, orderId, async order =>
        {
            if (await service.CancelAsync(order.Id, cancellationToken) is { } problem)
            {
                return problem.ToResult();
            }

            await outbox.TryPublishAsync(orchestrations, cancellationToken);
            return Answers.Ok(await views.OfAsync(await service.OrderAsync(order.Id, cancellationToken), cancellationToken));
        }, cancellationToken);

    /// <summary>Reads how an order was routed.</summary>
    [Function(nameof(GetOrderDecision))]
    [ApiOperation("Orders", "Read how an order was routed: every candidate with its numbers, and why it was chosen or not.",
        Caller = Caller.Sender, Response = typeof(OrderDecisionResponse), Problems = "order_unknown")]
    public Task<IResult> GetOrderDecision(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/orders/{orderId}/decision")] HttpRequest request,
        string orderId,
        CancellationToken cancellationToken) =>
        ForOrderAsync(
            request, orderId, async order => Answers.Ok(await views.DecisionsAsync(order.Id, cancellationToken)), cancellationToken);

    /// <summary>Reads an order's history.</summary>
    [Function(nameof(GetOrderEvents))]
    [ApiOperation("Orders", "Read an order's history, oldest first. What unknown parties did that names the order is counted.",
        Caller = Caller.Sender, Response = typeof(OrderEventsResponse),
        Query = "kind: state, only changes of the order's state; limit: 1 to 1000, 100 if left out; cursor: nextCursor of the page before",
        Problems = "order_unknown kind_unknown limit_invalid cursor_malformed")]
    public Task<IResult> GetOrderEvents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/orders/{orderId}/events")] HttpRequest request,
        string orderId,
        CancellationToken cancellationToken) =>
        ForOrderAsync(request, orderId, async order =>
        {
            var query = OrderEventsQuery.Parse(request.Query);
            return query.Succeeded
                ? Answers.Ok(await views.EventsAsync(order.Id, query.Value, cancellationToken))
                : query.Problem.ToResult();
        }, cancellationToken);

    private Task<IResult> ForOrderAsync(
        HttpRequest request, string orderId, Func<Order, Task<IResult>> handle, CancellationToken cancellationToken) =>
        api.ForSenderAsync(request, async tenant =>
            OrderId.TryParse(orderId, out var id) && await orders.FindAsync(id, tenant, cancellationToken) is { } order
                ? await handle(order)
                : new Problem("order_unknown", "There is no such order.").ToResult());
}
