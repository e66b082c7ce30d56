namespace Paynode.Payments;

/// <summary>A pair of the token that is locked and the currency that is paid out, written "USDC-NGN".</summary>
/// <param name="Token">The token that the escrow holds.</param>
/// <param name="Fiat">The currency that the recipient gets.</param>
public sealed record CorridorId(Currency Token, Currency Fiat)
{
    /// <summary>The queue and state partition that the corridor belongs to: its fiat currency's code.</summary>
    public string Partition => Fiat.Code;

    /// <summary>Reads "USDC-NGN".</summary>
    /// <returns>The corridor's id, or <c>corridor_unknown</c>.</returns>
    public static Result<CorridorId> Parse(string? text, string? field = null)
    {
        var parts = text?.Split('-') ?? [];
        var token = Currencies.Find(parts.FirstOrDefault());
        var fiat = Currencies.Find(parts.LastOrDefault());
        return parts.Length == 2 && token is { IsToken: true } && fiat is { IsToken: false }
            ? new CorridorId(token, fiat)
            : new Problem("corridor_unknown", "A corridor is written like \"USDC-NGN\" and must be one that Paynode serves.", field);
    }

    /// <summary>"USDC-NGN".</summary>
    public override string ToString() => $"{Token.Code}-{Fiat.Code}";
}
