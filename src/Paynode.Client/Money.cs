using System.Globalization;

namespace Paynode.Client;

/// <summary>An amount on the wire.</summary>
/// <param name="Amount">A decimal string with at most the currency's decimals: "1500.25".</param>
/// <param name="Currency">The currency's code.</param>
public sealed record MoneyAmount(string Amount, string Currency)
{
    /// <summary>The amount as a number. Exact: a decimal holds every amount of at most 28 digits.</summary>
    /// <exception cref="FormatException">It is no decimal string.</exception>
    public decimal ToDecimal() => decimal.Parse(Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <summary>"1500.25 NGN".</summary>
    public override string ToString() => $"{Amount} {Currency}";
}

/// <summary>How a recipient can be paid.</summary>
public static class PayoutMethods
{
    /// <summary>To a bank account.</summary>
    public const string Bank = "bank";

    /// <summary>To a mobile-money wallet.</summary>
    public const string MobileMoney = "mobile_money";
}
