using System.Numerics;
using System.Text.Json;

namespace Paynode.Cli.Check.Vanish;

/// <summary>What the payers have after Paynode vanished and an unknown party ran the refund script.</summary>
/// <param name="Orders">Orders that the escrow held funds of.</param>
/// <param name="Refunded">Those whose refund address has every unit.</param>
/// <param name="Deposits">Deposits that had not reached the escrow.</param>
/// <param name="Returned">Those whose refund address has every unit.</param>
/// <param name="SettledBefore">Orders that were settled before: Paynode did work.</param>
/// <param name="Shortfall">What is missing at all refund addresses together, in the token's smallest unit.</param>
/// <param name="LeftInEscrow">What the escrow still holds, in the token's smallest unit.</param>
/// <param name="ScriptExitCode">Of the refund script.</param>
public sealed record DisappearanceReport(
    int Orders, int Refunded, int Deposits, int Returned, int SettledBefore, BigInteger Shortfall, BigInteger LeftInEscrow, int ScriptExitCode)
{
    /// <summary>Whether every payer is whole.</summary>
    public bool Ok => Refunded == Orders && Returned == Deposits && Shortfall.IsZero && LeftInEscrow.IsZero && ScriptExitCode == 0;

    /// <summary>One line for programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        orders = Orders,
        refunded = Refunded,
        shortfall = (decimal)Shortfall,
        deposits = Deposits,
        returned = Returned,
        settledBefore = SettledBefore,
        leftInEscrow = (decimal)LeftInEscrow,
        scriptExitCode = ScriptExitCode,
    });
}
