using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>A corridor with its limits.</summary>
/// <param name="Id">"USDC-NGN".</param>
/// <param name="Chain">The chain that the token is locked on.</param>
/// <param name="MinAmount">Smallest order.</param>
/// <param name="MaxAmount">Largest order.</param>
/// <param name="FeeBps">Paynode's fee in basis points.</param>
/// <param name="PayoutSteps">What payouts are multiples of, by method.</param>
public sealed record CorridorResponse(string Id, string Chain, AmountMessage MinAmount, AmountMessage MaxAmount, int FeeBps, IReadOnlyList<PayoutStepResponse> PayoutSteps)
{
    /// <summary>The response for a corridor.</summary>
    public static CorridorResponse Of(Corridor corridor) => new(
        corridor.Id.ToString(),
        corridor.Chain,
        AmountMessage.Of(corridor.MinAmount),
        AmountMessage.Of(corridor.MaxAmount),
        corridor.ProtocolFee.Value,
        PayoutStepResponse.Of(corridor));
}
