using System.Text.RegularExpressions;

namespace Paynode.Infra.Tests;

/// <summary>
/// Deployed names, with the shortest and the longest parameters, held against what Azure allows: the table of
/// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules, where the published types say nothing.
/// </summary>
[Collection(DeploymentCollection.Name)]
public sealed class NameTests(Deployments deployments)
{
    private const string Guid = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";
    private const string Default = "^default$";
    private const string Monitor = @"^(?!.*[ .]$)[^#*&+:<>?@%{}\\/]{1,260}$";

    private static readonly Dictionary<string, string> Rules = new()
    {
        ["Microsoft.Resources/resourceGroups"] = @"^[-\w.()]{1,90}(?<!\.)$",
        ["Microsoft.Authorization/roleAssignments"] = Guid,
        ["Microsoft.Authorization/roleDefinitions"] = Guid,
        ["Microsoft.ManagedIdentity/userAssignedIdentities"] = @"^[A-Za-z0-9][-\w]{2,127}$",
        ["Microsoft.OperationalInsights/workspaces"] = "^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$",
        ["Microsoft.Insights/components"] = @"^[^%&\\?/]{1,260}(?<![ .])$",
        ["Microsoft.Insights/diagnosticSettings"] = Monitor,
        ["Microsoft.Insights/actionGroups"] = Monitor,
        ["Microsoft.Insights/metricAlerts"] = Monitor,
        ["Microsoft.Insights/scheduledQueryRules"] = Monitor,
        ["Microsoft.Insights/webtests"] = Monitor,
        ["Microsoft.Insights/workbooks"] = Guid,
        ["Microsoft.Consumption/budgets"] = @"^[-\w]{1,63}$",
        ["Microsoft.Cache/redisEnterprise"] = "^(?=.{1,60}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        ["Microsoft.Cache/redisEnterprise/databases"] = Default,
        ["Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments"] = "^[A-Za-z0-9]{1,60}$",
        ["Microsoft.DBforPostgreSQL/flexibleServers"] = "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$",
        ["Microsoft.DBforPostgreSQL/flexibleServers/administrators"] = Guid,
        ["Microsoft.DBforPostgreSQL/flexibleServers/databases"] = @"^[A-Za-z_][-\w]{0,62}$",
        ["Microsoft.DBforPostgreSQL/flexibleServers/firewallRules"] = @"^[-\w]{1,128}$",
        ["Microsoft.DurableTask/schedulers"] = "^[A-Za-z0-9-]{3,64}$",
        ["Microsoft.DurableTask/schedulers/taskHubs"] = "^[A-Za-z0-9-]{3,64}$",
        ["Microsoft.DurableTask/schedulers/retentionPolicies"] = Default,
        ["Microsoft.CognitiveServices/accounts"] = "^[A-Za-z0-9][A-Za-z0-9-]{0,62}[A-Za-z0-9]$",
        ["Microsoft.CognitiveServices/accounts/deployments"] = "^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$",
        ["Microsoft.Storage/storageAccounts"] = "^[a-z0-9]{3,24}$",
        ["Microsoft.Storage/storageAccounts/blobServices"] = Default,
        ["Microsoft.Storage/storageAccounts/blobServices/containers"] = "^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$",
        ["Microsoft.KeyVault/vaults"] = "^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$",
        ["Microsoft.KeyVault/vaults/keys"] = "^[A-Za-z0-9-]{1,127}$",
        ["Microsoft.KeyVault/vaults/secrets"] = "^[A-Za-z0-9-]{1,127}$",
        ["Microsoft.ServiceBus/namespaces"] = "^(?!.*--)[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9](?<!-sb|-mgmt)$",
        ["Microsoft.ServiceBus/namespaces/queues"] = @"^[A-Za-z0-9](?:[-\w./]{0,258}[A-Za-z0-9])?$",
        ["Microsoft.Web/serverfarms"] = "^[A-Za-z0-9-]{1,60}$",

        // 60 are allowed. The Functions host tells apps by the first 32, and two that share a storage account must differ in them.
        ["Microsoft.Web/sites"] = "^[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]$",
        ["Microsoft.Web/sites/config"] = "^appsettings$",
        ["Microsoft.Web/sites/basicPublishingCredentialsPolicies"] = "^(scm|ftp)$",
        ["Microsoft.Network/networkSecurityGroups"] = @"^[A-Za-z0-9](?:[-\w.]{0,78}\w)?$",
        ["Microsoft.Network/virtualNetworks"] = @"^[A-Za-z0-9][-\w.]{0,62}\w$",
        ["Microsoft.Network/privateEndpoints"] = @"^[A-Za-z0-9][-\w.]{0,62}\w$",
        ["Microsoft.Network/privateEndpoints/privateDnsZoneGroups"] = @"^\w(?:[-\w.]{0,78}\w)?$",
        ["Microsoft.Network/privateDnsZones"] = @"^(?=.{1,63}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+){1,33}$",
        ["Microsoft.Network/privateDnsZones/virtualNetworkLinks"] = @"^[A-Za-z0-9](?:[-\w.]{0,78}\w)?$",
    };

    /// <summary>Kinds whose names are one for all of Azure, or for all of a subscription.</summary>
    private static readonly string[] NamedForAll =
    [
        "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults", "Microsoft.ServiceBus/namespaces", "Microsoft.Web/sites",
        "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.Cache/redisEnterprise", "Microsoft.CognitiveServices/accounts",
    ];

    [Fact]
    public void Names_OfEveryDeployment_AreAllowedByAzure() => Assert.All(
        deployments.All.SelectMany(deployment => deployment.Resources.Select(resource => (deployment, resource))),
        it => Assert.True(
            Rules.TryGetValue(it.resource.Type, out var rule) && Regex.IsMatch(it.resource.Name, rule),
            $"{it.deployment.Name}: {it.resource.Type} {it.resource.Name} is not {rule ?? "of a kind whose rule this test knows"}"));

    [Fact]
    public void Names_OfEveryDeployment_AreEvaluated() => Assert.DoesNotContain(
        deployments.All.SelectMany(deployment => deployment.Resources),
        resource => resource.Name.IndexOfAny(['[', '(', '{', '\'']) >= 0);

    [Fact]
    public void Names_WithinADeployment_AreDistinct() => Assert.All(
        deployments.All,
        deployment => Assert.Empty(deployment.Resources.GroupBy(it => it.Body.GetProperty("id").GetString()).Where(it => it.Count() > 1 && !it.Key!.Contains("guid(", StringComparison.Ordinal)).Select(it => it.Key)));

    [Fact]
    public void Names_OfAllOfAzure_EndInWhatIsTheDeploymentsOwn() => Assert.All(
        deployments.All.SelectMany(deployment => deployment.Resources).Where(it => NamedForAll.Contains(it.Type)),
        resource => Assert.Matches("[a-z2-7]{10,13}$", resource.Name));

    [Theory]
    [InlineData("ninechars", "too long")]
    [InlineData("Main", "lower-case letters and digits")]
    public void Deployment_AnAppThatCannotHaveItsName_IsRefused(string app, string reason) => Assert.Contains(
        reason,
        Deployment.Refusal($$"""
            param partitions = [{ currency: 'NGN', app: '{{app}}' }]
            param escrows = [{ app: '{{app}}', address: '0x0000000000000000000000000000000000000001', startBlock: 0 }]
            """) ?? "",
        StringComparison.Ordinal);
}
