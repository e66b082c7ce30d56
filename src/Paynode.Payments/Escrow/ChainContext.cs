using Paynode.Chain.Configuration;
using Paynode.Chain.Indexing;
using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>One chain with the operator account's transaction sender.</summary>
/// <param name="Chain">Reads the chain.</param>
/// <param name="Sender">Sends transactions.</param>
public sealed record ChainContext(PaynodeChain Chain, TransactionSender Sender)
{
    /// <summary>Its configured name.</summary>
    public string Name => Chain.Name;

    /// <summary>Its EIP-155 id.</summary>
    public long ChainId => Chain.ChainId;

    /// <summary>Reads its events.</summary>
    public ChainIndexer Indexer => Chain.Indexer;

    /// <summary>The deposit addresses that are watched.</summary>
    public DepositRegistry Deposits => Chain.Deposits;
}
