namespace Paynode.Payments;

/// <summary>How a chain is, and how Paynode is with it.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="ChainId">Its EIP-155 id.</param>
/// <param name="Escrow">The escrow contract.</param>
/// <param name="Head">The newest block that enough nodes agree on; null when none answers in time.</param>
/// <param name="Cursor">The last block read; null before the first.</param>
/// <param name="LagBlocks">The blocks between the two.</param>
/// <param name="ReadAt">When it was last read with success.</param>
/// <param name="AuditedBlock">Up to where every block has been read a second time.</param>
/// <param name="RereadBlock">Up to where it is being read again on request.</param>
/// <param name="Confirmations">What the largest amounts need: a number of blocks, safe or finalized.</param>
/// <param name="Endpoints">The nodes, each on its own.</param>
/// <param name="Gas">What a transaction costs.</param>
/// <param name="Settlement">What waits to be done on it.</param>
public sealed record ChainStatus(
    string Name,
    long ChainId,
    string Escrow,
    long? Head,
    long? Cursor,
    long? LagBlocks,
    DateTimeOffset? ReadAt,
    long? AuditedBlock,
    long? RereadBlock,
    string Confirmations,
    IReadOnlyList<ChainEndpointStatus> Endpoints,
    ChainGasStatus? Gas,
    ChainSettlementStatus Settlement);
