using System.Collections.Frozen;

namespace Paynode.Payments;

/// <summary>Every currency that Paynode knows, with its exponent (ISO 4217; for tokens, the contract's <c>decimals()</c>).</summary>
public static class Currencies
{
    // Exponent 2 unless said otherwise.
    private const string FiatOfTwoDecimals =
        "NGN KES GHS ZAR TZS ZMW MWK EGP MAD ETB BWP MUR NAD SZL LSL MZN AOA SLE LRD GMD CDF SCR SDG DZD MRU STN "
        + "BRL MXN COP PEN ARS BOB DOP GTQ HNL NIO CRC PAB UYU JMD TTD HTG BBD BSD BZD GYD SRD VES "
        + "PHP IDR THB MYR SGD KHR LAK MMK BND INR PKR BDT LKR NPR USD EUR GBP AED TRY CNY HKD CHF CAD AUD";

    private const string FiatOfNoDecimals = "UGX RWF XOF XAF BIF GNF DJF KMF CLP PYG VND JPY KRW";
    private const string FiatOfThreeDecimals = "TND LYD BHD KWD OMR JOD";

    private static readonly FrozenDictionary<string, Currency> ByCode = Fiat(FiatOfTwoDecimals, 2)
        .Concat(Fiat(FiatOfNoDecimals, 0))
        .Concat(Fiat(FiatOfThreeDecimals, 3))
        .Concat(
        [
            new Currency("USDC", 6, true), new Currency("USDT", 6, true), new Currency("EURC", 6, true),
            new Currency("PYUSD", 6, true), new Currency("cNGN", 6, true), new Currency("DAI", 18, true),
            new Currency("cUSD", 18, true), new Currency("USDbC", 6, true),
        ])
        .ToFrozenDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>All of them, in no particular order.</summary>
    public static IReadOnlyCollection<Currency> All => ByCode.Values;

    /// <summary>Finds a currency by its exact code; null when the code is not supported.</summary>
    public static Currency? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>The currency with this code.</summary>
    /// <exception cref="ArgumentException">The code is not supported.</exception>
    public static Currency Get(string code) =>
        Find(code) ?? throw new ArgumentException($"'{code}' is not a supported currency.", nameof(code));

    private static IEnumerable<Currency> Fiat(string codes, int exponent) =>
        codes.Split(' ').Select(code => new Currency(code, exponent));
}
