namespace Paynode.Functions;

/// <summary>What a provider can pay out now.</summary>
public sealed record LiquidityRequest
{
    /// <summary>1 to 200 balances, one a currency.</summary>
    public IReadOnlyList<BalanceRequest>? Balances { get; init; }
}
