namespace Paynode.Payments;

/// <summary>How the remainder is rounded when an amount does not divide into whole minor units. Always explicit.</summary>
public enum Rounding
{
    /// <summary>Towards zero: the remainder stays with the payer.</summary>
    Down,

    /// <summary>Away from zero: the remainder goes to the receiver.</summary>
    Up,
}
