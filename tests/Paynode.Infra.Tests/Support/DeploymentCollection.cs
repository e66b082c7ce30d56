namespace Paynode.Infra.Tests;

/// <summary>Tests that share what the compiler took seconds for.</summary>
[CollectionDefinition(Name)]
public sealed class DeploymentCollection : ICollectionFixture<CompiledTemplates>, ICollectionFixture<Deployments>
{
    public const string Name = "Deployment";
}
