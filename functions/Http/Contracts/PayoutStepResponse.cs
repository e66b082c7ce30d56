using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>What a corridor's payouts by a method are multiples of.</summary>
/// <param name="Method">How it is paid out.</param>
/// <param name="Step">The step; a provider may have a larger one.</param>
public sealed record PayoutStepResponse([property: WireValues("bank", "mobile_money")] string Method, AmountMessage Step)
{
    /// <summary>A corridor's, one for each method.</summary>
    public static IReadOnlyList<PayoutStepResponse> Of(Corridor corridor) =>
        [.. Recipient.Methods.Select(method => new PayoutStepResponse(method, AmountMessage.Of(corridor.StepOf(method).Amount)))];
}
