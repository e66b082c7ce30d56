namespace Paynode.Functions;

/// <summary>What a provider can pay out now.</summary>
/// <param name="Balances">1 to 200 balances, one a currency.</param>
public sealed record LiquidityRequest(IReadOnlyList<BalanceRequest>? Balances);
