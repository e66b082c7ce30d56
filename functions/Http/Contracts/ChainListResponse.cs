using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The chains.</summary>
/// <param name="Chains">Each of them.</param>
public sealed record ChainListResponse(IReadOnlyList<ChainStatus> Chains);
