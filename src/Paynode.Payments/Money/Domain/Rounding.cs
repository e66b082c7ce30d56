namespace Paynode.Payments;

/// <summary>Where the remainder goes when an amount does not divide into whole minor units. It always has a name.</summary>
public enum Rounding
{
    /// <summary>Towards zero: the remainder stays with whoever pays.</summary>
    Down,

    /// <summary>Away from zero: the remainder goes to whoever receives.</summary>
    Up,
}
