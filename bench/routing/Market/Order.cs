namespace Paynode.Bench.Routing.Market;

/// <summary>One order as it arrives.</summary>
public readonly record struct Order(int Id, double At, int Corridor, int Method, int Institution, double Amount, bool IsBad)
{
    /// <summary>What a delivered order is worth before its cost, in basis points.</summary>
    public const double ValueBps = 250;
}
