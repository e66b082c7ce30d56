using System.Security.Cryptography;
using System.Text;

namespace Paynode.EndToEnd;

/// <summary>The admin key as the audit names it.</summary>
internal static class AccessKey
{
    public static string ActorOf(string adminKey) => $"operator:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(adminKey)))[..8]}";
}
