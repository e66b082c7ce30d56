using Paynode.Client;

namespace Paynode.Cli.Demo.Scenarios;

/// <summary>An order to be made.</summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="Request">Asks for its price.</param>
/// <param name="Recipient">Who is to be paid.</param>
/// <param name="Funding">How its funds reach the escrow.</param>
/// <param name="CanBePaid">Whether the recipient's account exists at all.</param>
public sealed record OrderPlan(int Number, QuoteRequest Request, RecipientRequest Recipient, FundingWay Funding, bool CanBePaid);
