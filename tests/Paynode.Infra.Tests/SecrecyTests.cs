using System.Text.RegularExpressions;

namespace Paynode.Infra.Tests;

public sealed partial class SecrecyTests(Templates templates) : IClassFixture<Templates>
{
    /// <summary>Kinds that hold data of payments or speak to them, and what each calls its doors to the internet and to keys.</summary>
    public static TheoryData<string, string, string> Stores => new()
    {
        { "Microsoft.Storage/storageAccounts@", "publicNetworkAccess", "allowSharedKeyAccess: false" },
        { "Microsoft.KeyVault/vaults@", "publicNetworkAccess", "enableRbacAuthorization: true" },
        { "Microsoft.ServiceBus/namespaces@", "publicNetworkAccess", "disableLocalAuth: true" },
        { "Microsoft.DurableTask/schedulers@", "publicNetworkAccess", "sku:" },
        { "Microsoft.Cache/redisEnterprise@", "publicNetworkAccess", "minimumTlsVersion: '1.2'" },
        { "Microsoft.Cache/redisEnterprise/databases@", "", "accessKeysAuthentication: 'Disabled'" },
        { "Microsoft.DBforPostgreSQL/flexibleServers@", "publicNetworkAccess", "passwordAuth: 'Disabled'" },
        { "Microsoft.CognitiveServices/accounts@", "publicNetworkAccess", "disableLocalAuth: true" },
        { "Microsoft.OperationalInsights/workspaces@", "", "disableLocalAuth: true" },
        { "Microsoft.Insights/components@", "", "DisableLocalAuth: true" },
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public void With_the_private_network_no_data_store_is_on_the_internet_and_none_ever_takes_a_key(string type, string api, string keyless)
    {
        var (file, store) = templates.All
            .SelectMany(file => file.Resources.Select(resource => (file, resource)))
            .Single(it => !it.resource.Existing && it.resource.Type.StartsWith(type, StringComparison.Ordinal));
        Assert.Contains(keyless, store.Text, StringComparison.Ordinal);
        if (api.Length > 0)
        {
            Assert.Matches($@"{api}: (network != null|isPrivate) \? 'Disabled' : 'Enabled'", store.Text);
            Assert.Contains(file.Modules, module => module.Path == "private-endpoint.bicep");
        }
    }

    [Fact]
    public void A_kind_of_store_that_the_test_does_not_know_is_not_deployed()
    {
        var known = Stores.Select(row => (string)row[0]).ToList();
        string[] families = ["Microsoft.Storage/storageAccounts@", "Microsoft.KeyVault/vaults@", "Microsoft.ServiceBus/namespaces@", "Microsoft.EventHub/", "Microsoft.Cache/", "Microsoft.DBfor", "Microsoft.DocumentDB/", "Microsoft.Sql/", "Microsoft.CognitiveServices/accounts@", "Microsoft.Search/"];
        Assert.Empty(templates.All.SelectMany(file => file.Resources)
            .Where(resource => !resource.Existing && families.Any(family => resource.Type.StartsWith(family, StringComparison.Ordinal)))
            .Where(resource => !resource.Type.Contains("accessPolicyAssignments", StringComparison.Ordinal) && resource.Type.Count(letter => letter == '/') < 2)
            .Where(resource => !known.Exists(type => resource.Type.StartsWith(type, StringComparison.Ordinal)))
            .Select(resource => resource.Type));
    }

    [Fact]
    public void No_template_asks_a_resource_for_its_keys() =>
        Assert.Empty(templates.All.Where(file => Keys().IsMatch(file.Source)).Select(file => file.Name));

    [Fact]
    public void No_output_names_a_secret() => Assert.Empty(
        from file in templates.All
        from output in file.Outputs
        let secure = file.Parameters.Where(it => it.Decorators.Any(text => text.Contains("@secure()", StringComparison.Ordinal))).Select(it => it.Name)
        where Secrets().IsMatch(output.Text.Split('=', 2)[1]) || secure.Any(name => Regex.IsMatch(output.Text, $@"\b{name}\b"))
        select $"{file.Name} {output.Name}");

    [Fact]
    public void A_parameter_that_may_hold_a_key_is_secure() => Assert.Empty(
        from file in templates.All
        from parameter in file.Parameters
        where Regex.IsMatch(parameter.Name, "(?i)rpcUrl|password|secret$|key$")
            && !parameter.Decorators.Any(text => text.Contains("@secure()", StringComparison.Ordinal))
        select $"{file.Name} {parameter.Name}");

    [Fact]
    public void Every_setting_that_is_a_secret_is_a_reference_into_the_vault()
    {
        var settings = templates.Named("cell.bicep").Source.Split('\n');
        var secrets = settings.Where(line => Regex.IsMatch(line, @"^\s+(\w+_KEY|'.*__RpcUrl'): ")).ToList();
        Assert.Equal(4, secrets.Count);
        Assert.All(secrets, line => Assert.Contains("${secretReference}", line, StringComparison.Ordinal));
    }

    [Fact]
    public void No_role_is_given_to_the_group_the_subscription_or_for_management()
    {
        var types = templates.Named("types.bicep").Source;
        var assignments = templates.All.SelectMany(file => file.Resources)
            .Where(resource => resource.Type.StartsWith("Microsoft.Authorization/roleAssignments@", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(assignments);
        Assert.All(assignments, assignment => Assert.Matches(@"\n\s+scope: \w+", assignment.Text));
        Assert.DoesNotMatch(ManagementRoles(), types);
    }

    [Fact]
    public void A_role_of_our_own_manages_nothing_and_reaches_no_further_than_its_group()
    {
        var role = templates.All.SelectMany(file => file.Resources)
            .Single(resource => resource.Type.StartsWith("Microsoft.Authorization/roleDefinitions@", StringComparison.Ordinal));
        Assert.Contains("actions: []", role.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("*'", role.Text, StringComparison.Ordinal);
        Assert.Matches(@"assignableScopes: \[\s+resourceGroup\(\)\.id\s+\]", role.Text);
    }

    [GeneratedRegex(@"\blist(Keys|AccountSas|ServiceSas|ConnectionStrings|Secrets)?\(|\.primaryKey\b|\.primaryConnectionString\b|InstrumentationKey")]
    private static partial Regex Keys();

    [GeneratedRegex(@"(?i)password|primaryKey|listKeys|\.value\b|SharedAccess")]
    private static partial Regex Secrets();

    // Owner, Contributor, User Access Administrator, Key Vault Administrator.
    [GeneratedRegex("8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9|00482a5a-887f-4fb3-b363-3b7fe8e74483")]
    private static partial Regex ManagementRoles();
}
