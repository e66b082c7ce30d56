namespace Paynode.Payments;

/// <summary>The unit of an amount: a fiat currency (ISO 4217) or a token.</summary>
/// <param name="Code">ISO 4217 code in capitals, or the token's symbol as its chain spells it.</param>
/// <param name="Exponent">Decimal places between the unit and the minor unit, 0 to 18.</param>
/// <param name="IsToken">True for an ERC-20 token, false for fiat money.</param>
public sealed record Currency(string Code, int Exponent, bool IsToken = false)
{
    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
