namespace Paynode.Payments;

/// <summary>What follows from a deposit under the terms of an order.</summary>
/// <param name="Action">What becomes of the funds.</param>
/// <param name="RestoresFunds">A reorganisation had taken the order's lock away, and this is its return: the order goes on.</param>
public sealed record DepositDecision(DepositAction Action, bool RestoresFunds)
{
    /// <summary>Decides on a deposit under the terms of an order.</summary>
    /// <param name="state">Where the order stands, locked.</param>
    /// <param name="areFundsWithdrawn">Whether a reorganisation has taken the order's lock away.</param>
    public static DepositDecision Decide(OrderState state, bool areFundsWithdrawn)
    {
        var action = state switch
        {
            OrderState.Cancelled or OrderState.Expired => DepositAction.ReturnAsLate,
            _ when OrderTransitions.Allows(state, OrderState.Deposited) => DepositAction.Take,
            _ => DepositAction.Keep,
        };
        return new DepositDecision(action, areFundsWithdrawn);
    }

    /// <summary>Decides on funds that were locked under terms of no order.</summary>
    /// <param name="namesOrder">Whether they name an order, whose amount a wallet changed, say.</param>
    /// <param name="amount">What was locked.</param>
    /// <param name="minAmount">The smallest order in the named order's corridor; null when the corridor is not served any more.</param>
    public static UnmatchedDepositAction DecideUnmatched(bool namesOrder, Money amount, Money? minAmount)
    {
        if (!namesOrder)
        {
            return UnmatchedDepositAction.Keep;
        }

        return minAmount is not null && minAmount.Currency == amount.Currency && amount >= minAmount
            ? UnmatchedDepositAction.ReturnAsMismatched
            : UnmatchedDepositAction.KeepAsMismatched;
    }
}

/// <summary>What becomes of a deposit under the terms of an order.</summary>
public enum DepositAction
{
    /// <summary>The order is funded by it.</summary>
    Take,

    /// <summary>The order had ended when its funds came: they are refunded, and its state stays what it was.</summary>
    ReturnAsLate,

    /// <summary>The order was funded before. The escrow holds the funds, and nothing else changes.</summary>
    Keep,
}

/// <summary>What becomes of funds that were locked under terms of no order.</summary>
public enum UnmatchedDepositAction
{
    /// <summary>They name no order. Anyone can refund them after their deadline.</summary>
    Keep,

    /// <summary>They name an order and are noted there, but are not worth the gas of a refund before their deadline.</summary>
    KeepAsMismatched,

    /// <summary>They name an order, are noted there, and are refunded.</summary>
    ReturnAsMismatched,
}
