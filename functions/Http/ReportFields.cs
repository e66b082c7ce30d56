using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Validates the fields of providers' reports before they are applied.</summary>
internal static class ReportFields
{
    private const int MaxReasonLength = 500;

    internal static Result<Offer>? Check(RefusalRequest body)
    {
        if (!RefusalCode.IsKnown(body.Code))
        {
            return new Problem("refusal_code_unknown", $"code is one of {string.Join(", ", RefusalCode.All)}.", "code");
        }

        if (body.Reason is { } reason && !VisibleText.IsLine(reason, MaxReasonLength))
        {
            return new Problem(
                "reason_too_long", $"reason has at most {MaxReasonLength} characters, and none that controls, breaks or reorders the line.",
                "reason");
        }

        return null;
    }

    internal static Result<Money> Check(FulfilRequest body)
    {
        if (!Receipt.IsValid(body.Reference))
        {
            return new Problem(
                "reference_invalid",
                $"reference has 1 to {Receipt.MaxLength} characters, none of them invisible, and no blank at either end.", "reference");
        }

        return body.Paid is { } paid
            ? paid.ToMoney("paid")
            : new Problem("amount_missing", "paid is missing.", "paid");
    }
}
