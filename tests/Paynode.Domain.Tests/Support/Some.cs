using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

/// <summary>Generators. Amounts spread over magnitudes, not over numbers: small ones and ends matter as much as big ones.</summary>
internal static class Some
{
    public static readonly Arbitrary<Currency> AnyCurrency = Gen.Elements(Currencies.All.ToArray()).ToArbitrary();

    public static readonly Gen<Currency> Token = Gen.Elements(Currencies.All.Where(c => c.IsToken).ToArray());

    public static readonly Gen<Currency> Fiat = Gen.Elements(Currencies.All.Where(c => !c.IsToken).ToArray());

    public static readonly Gen<BasisPoints> Fee = Gen.Frequency(
        (4, Gen.Choose(0, 500)), (1, Gen.Choose(0, BasisPoints.Whole - 1))).Select(bps => new BasisPoints(bps));

    public static readonly Gen<ExchangeRate> Rate = Minor(17).Select(scaled => new ExchangeRate((long)Int128.Max(1, scaled)));

    public static readonly Arbitrary<Money> AnyMoney = (
        from currency in AnyCurrency.Generator
        from minor in Minor(30)
        from sign in Gen.Elements(1, -1)
        select new Money(sign * minor, currency)).ToArbitrary();

    /// <summary>A number of 1 to so many digits, zero included.</summary>
    public static Gen<Int128> Minor(int maxDigits) =>
        from length in Gen.Choose(1, maxDigits)
        from digits in Gen.Choose(0, 9).ArrayOf(length)
        select Int128.Parse(string.Concat(digits), CultureInfo.InvariantCulture);

    /// <summary>A positive amount of at most so many digits.</summary>
    public static Gen<Money> Positive(Gen<Currency> currency, int maxDigits) =>
        from of in currency
        from minor in Minor(maxDigits)
        select new Money(Int128.Max(1, minor), of);

    public static T Of<T>(Result<T> result) => result.Succeeded ? result.Value : throw new InvalidOperationException(result.Problem.Code);
}
