namespace Paynode.Chain.Tests.Support;

/// <summary>Tests that measure the process, and therefore run while no others do.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
