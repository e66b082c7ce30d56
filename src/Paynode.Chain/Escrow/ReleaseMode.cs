namespace Paynode.Chain.Escrow;

/// <summary>Who has to approve a release; the values are the contract's.</summary>
public enum ReleaseMode
{
    /// <summary>The operator alone.</summary>
    Operator = 0,

    /// <summary>The operator, with the payer's signature over each release.</summary>
    Confirmed = 1,
}
