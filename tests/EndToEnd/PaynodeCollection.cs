namespace Paynode.EndToEnd;

/// <summary>The tests that share one running Paynode, one after the other.</summary>
[CollectionDefinition(nameof(PaynodeCollection))]
public sealed class PaynodeCollection : ICollectionFixture<PaynodeStack>;
