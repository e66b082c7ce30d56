using Microsoft.Extensions.Configuration;

namespace Paynode.Functions.Tests;

public sealed class SettingTests
{
    [Fact]
    public void Required_UnresolvedVaultReference_IsRefused() => Assert.Throws<InvalidOperationException>(
        () => Setting.Required(With("@Microsoft.KeyVault(VaultName=kv-main;SecretName=admin-key)"), "KEY"));

    [Fact]
    public void Optional_EmptyValue_IsNone() => Assert.Null(Setting.Optional(With(""), "KEY"));

    private static IConfiguration With(string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("KEY", value)]).Build();
}
