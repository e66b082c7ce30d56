using System.Security.Cryptography;

namespace Paynode.LocalServices.Hosting;

/// <summary>The secrets of one private Paynode.</summary>
/// <param name="AdminKey">Lets one register providers and tenants.</param>
/// <param name="SecretsKey">Base64 of 32 bytes; encrypts the providers' secrets at rest.</param>
/// <param name="OperatorKey">The private key that sends Paynode's transactions, 0x and 64 hexadecimal digits.</param>
public sealed record DevelopmentKeys(string AdminKey, string SecretsKey, string OperatorKey)
{
    /// <summary>New random keys; the operator's is that of a funded account of the private chain.</summary>
    public static DevelopmentKeys Create(AnvilAccount operatorAccount)
    {
        ArgumentNullException.ThrowIfNull(operatorAccount);
        return new DevelopmentKeys(
            "pn_admin_" + RandomNumberGenerator.GetHexString(64, lowercase: true),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            operatorAccount.PrivateKey);
    }
}
