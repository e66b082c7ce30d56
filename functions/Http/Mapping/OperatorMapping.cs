using Paynode.Chain.Transactions;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The API's types about corridors, providers, chains and queues.</summary>
internal static class OperatorMapping
{
    /// <summary>The provider as the request describes it, unchecked: a step may be null.</summary>
    public static ProviderInput ToInput(this ProviderRequest request) => new(
        request.Name,
        request.BaseUrl,
        request.SettlementAddress,
        request.Corridors ?? [],
        request.UpstreamGroup,
        request.LicensedUntil,
        request.PayoutSteps?.Select(step => step is null ? null! : new AmountMessage(step.Amount, step.Currency)).ToList());

    public static CorridorResponse ToResponse(this Corridor corridor) => new(
        corridor.Id.ToString(),
        corridor.Chain,
        corridor.MinAmount.ToAmount(),
        corridor.MaxAmount.ToAmount(),
        corridor.ProtocolFee.Value,
        [.. Recipient.Methods.Select(method => new PayoutStepResponse(method, corridor.StepOf(method).Amount.ToAmount()))]);

    public static ProviderResponse ToResponse(this Provider provider) => new(
        provider.Id.ToString(),
        provider.Name,
        provider.BaseUrl.ToString(),
        provider.SettlementAddress,
        [.. provider.Corridors.Select(corridor => corridor.ToString())],
        provider.Enabled,
        provider.UpstreamGroup,
        provider.LicensedUntil,
        [.. provider.PayoutSteps.Select(step => step.Amount.ToAmount())]);

    public static HeldReleaseResponse ToResponse(this ChainIntent release) => new(
        release.Order?.ToString(),
        release.Chain,
        release.Amount.ToAmount(),
        release.ProviderAddress,
        release.HeldAt!.Value,
        release.HeldReason!,
        release.Deadline,
        release.BatchKey is not null);

    public static InvariantsResponse ToResponse(this IReadOnlyList<InvariantCheck> checks) => new(
        checks.All(check => check.Holds),
        [.. checks.Select(check => new InvariantCheckResponse(check.Name, check.Holds, check.Detail))]);

    public static DeadLettersResponse ToResponse(this IEnumerable<DeadLetter> letters, string queue) => new(
        queue,
        [.. letters.Select(it => new DeadLetterResponse(it.MessageId, it.SessionId, it.EnqueuedAt, it.DeliveryCount, it.Reason))]);

    public static ChainListResponse ToResponse(this IEnumerable<ChainStatus> chains) => new([.. chains.Select(ToResponse)]);

    private static ChainResponse ToResponse(ChainStatus chain) => new(
        chain.Name,
        chain.ChainId,
        chain.Escrow,
        chain.Head,
        chain.Cursor,
        chain.LagBlocks,
        chain.ReadAt,
        chain.AuditedBlock,
        chain.RereadBlock,
        chain.Confirmations,
        [.. chain.Endpoints.Select(endpoint => new ChainEndpointResponse(endpoint.Host, endpoint.Head, endpoint.Fault))],
        chain.Gas is { } gas ? new ChainGasResponse(gas.BaseFee, gas.Tip, gas.Ceiling, gas.IsAboveCeiling) : null,
        ToResponse(chain.Settlement));

    private static ChainSettlementResponse ToResponse(ChainSettlementStatus settlement) => new(
        settlement.Operator,
        settlement.Releases,
        settlement.Refunds,
        settlement.Parked,
        settlement.OldestAt,
        settlement.FirstDeadline,
        settlement.Waiting);
}
