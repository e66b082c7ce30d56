namespace Paynode.Infra.Tests;

/// <summary>The deployments that the tests look at, evaluated once: the shortest and the longest names that parameters allow, each with what the other leaves out.</summary>
public sealed class Deployments
{
    public Deployments() => All = [.. Cases.AsParallel().AsOrdered().Select(it => Deployment.With(it.Key, it.Value))];

    /// <summary>All of them.</summary>
    public IReadOnlyList<Deployment> All { get; }

    /// <summary>What azd deploys with the sample's environment.</summary>
    public Deployment Sample => All[0];

    private static Dictionary<string, string> Cases => new()
    {
        ["sample"] = "",
        ["shortest"] = """
            param environmentName = 'e1'
            param partitions = [{ currency: 'NGN', app: 'a1' }]
            param escrows = [{ app: 'a1', address: '0x0000000000000000000000000000000000000001', startBlock: 0 }]
            param vaultOfficerId = ''
            param useLanguageModel = false
            param databaseSku = 'Standard_B2s'
            param databaseStorageGb = 32
            """,
        ["longest"] = """
            param environmentName = 'environment-of-twent'
            param location = 'australiacentral2'
            param partitions = [
              { currency: 'NGN', app: 'longest1' }
              { currency: 'KES', app: 'longest1' }
              { currency: 'GHS', app: 'longest1' }
              { currency: 'UGX', app: 'longest1' }
              { currency: 'TZS', app: 'longest1' }
              { currency: 'ZAR', app: 'longest2' }
            ]
            param escrows = [
              { app: 'longest1', address: '0x0000000000000000000000000000000000000001', startBlock: 0 }
              { app: 'longest2', address: '0x0000000000000000000000000000000000000002', startBlock: 0 }
            ]
            param usePrivateNetwork = true
            param messagingUnits = 16
            param schedulerCapacityUnits = 3
            param instanceMemoryMb = 4096
            param alwaysReady = 0
            param databaseSku = 'Standard_E64ds_v5'
            param databaseStorageGb = 32767
            """,
    };
}
