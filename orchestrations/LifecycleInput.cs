namespace Paynode.Orchestrations;

/// <summary>What an order's orchestration is started with.</summary>
/// <param name="OrderId">The order; also the instance id.</param>
/// <param name="FundingEndsAt">UTC; from then on a deposit is returned instead of taken.</param>
public sealed record LifecycleInput(string OrderId, DateTime FundingEndsAt);
