namespace Paynode.Cli.Check.Vanish;

/// <summary>How much is under way when Paynode vanishes.</summary>
/// <param name="Orders">Orders whose funds the escrow holds.</param>
public sealed record DisappearanceOptions(int Orders)
{
    /// <summary>Beside them: orders that were settled before, and deposits that had reached their address but not the escrow.</summary>
    public int OfEachOther => Math.Max(1, Orders / 10);
}
