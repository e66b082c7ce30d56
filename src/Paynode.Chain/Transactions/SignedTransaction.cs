using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>A transaction ready to send.</summary>
/// <param name="Hash">The transaction hash on the chain.</param>
/// <param name="Raw">The signed bytes.</param>
public sealed record SignedTransaction(Bytes32 Hash, byte[] Raw);
