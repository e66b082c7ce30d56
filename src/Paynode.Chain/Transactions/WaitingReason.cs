namespace Paynode.Chain.Transactions;

/// <summary>Why a transaction waits, as reported in <see cref="TransactionStatus.Waiting"/>.</summary>
public static class WaitingReason
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [GasCeiling, InsufficientFunds, WouldRevert, NodeRefuses, NoEstimate, Unsealed];

    /// <summary>Inclusion costs more than the ceiling.</summary>
    public const string GasCeiling = "gas_ceiling";

    /// <summary>The account cannot pay the gas.</summary>
    public const string InsufficientFunds = "insufficient_funds";

    /// <summary>The execution would revert in the current state.</summary>
    public const string WouldRevert = "would_revert";

    /// <summary>The node refuses it for another reason.</summary>
    public const string NodeRefuses = "node_refuses";

    /// <summary>The node does not return a gas estimate.</summary>
    public const string NoEstimate = "no_estimate";

    /// <summary>It was cancelled before it was signed: see <see cref="TransactionSender.RetractAsync"/>. It waits no more.</summary>
    public const string Retracted = "retracted";

    /// <summary>The stored request is not what Paynode wrote, so it is not signed. See <see cref="TransactionSeal"/>.</summary>
    public const string Unsealed = "unsealed";
}
