namespace Paynode.Client;

/// <summary>The chains.</summary>
/// <param name="Chains">Each of them.</param>
public sealed record ChainListResponse(IReadOnlyList<ChainResponse> Chains);

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
public sealed record ChainResponse(
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
    IReadOnlyList<ChainEndpointResponse> Endpoints,
    ChainGasResponse? Gas,
    ChainSettlementResponse Settlement);

/// <summary>How one node of a chain is.</summary>
/// <param name="Host">Its host name.</param>
/// <param name="Head">Its newest block; null when it does not answer.</param>
/// <param name="Fault">Why it does not answer, as a stable word; null when it does.</param>
public sealed record ChainEndpointResponse(string Host, long? Head, string? Fault);

/// <summary>What a transaction costs on a chain now. All in gwei per gas, as decimal strings.</summary>
/// <param name="BaseFee">Of the newest block.</param>
/// <param name="Tip">What gets a transaction in soon.</param>
/// <param name="Ceiling">Above it settlement waits; null: there is none.</param>
/// <param name="IsAboveCeiling">Whether it waits for that reason now.</param>
public sealed record ChainGasResponse(string BaseFee, string Tip, string? Ceiling, bool IsAboveCeiling);

/// <summary>What is decided and not yet done on a chain.</summary>
/// <param name="Operator">The account that does it.</param>
/// <param name="Releases">Releases.</param>
/// <param name="Refunds">Refunds.</param>
/// <param name="Parked">Those of both that fail even alone, and need a person.</param>
/// <param name="OldestAt">When the oldest was decided.</param>
/// <param name="FirstDeadline">From when on a payer can take back what one of the releases is to pay; null when there is none.</param>
/// <param name="Waiting">
/// How many transactions wait, by reason: gas_ceiling, insufficient_funds, would_revert, node_refuses, no_estimate, unsealed.
/// </param>
public sealed record ChainSettlementResponse(
    string Operator, long Releases, long Refunds, long Parked, DateTimeOffset? OldestAt, DateTimeOffset? FirstDeadline,
    IReadOnlyDictionary<string, int> Waiting);

/// <summary>Asks for a chain to be read again.</summary>
/// <param name="FromBlock">The first block; left out: all since the escrow's first.</param>
public sealed record ReindexRequest(long? FromBlock = null);

/// <summary>What will be read again.</summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="FromBlock">The first block.</param>
/// <param name="ToBlock">The last block; later ones are read anyway.</param>
public sealed record ReindexResponse(string Chain, long FromBlock, long ToBlock);
