using System.Net;
using System.Net.Sockets;

namespace Paynode.Payments;

/// <summary>Which IP addresses belong to the public Internet, according to IANA's registries of special-purpose addresses.</summary>
public static class PublicAddress
{
    /// <summary>
    /// IPv4 ranges outside the public Internet: private, shared, loopback, link-local (metadata), documentation, multicast,
    /// reserved.
    /// </summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. Ranges(
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Azure's platform endpoint, which serves its virtual machines at a public address.
            "168.63.129.16/32"),
    ];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    /// <summary>IPv4 translations (NAT64): the embedded address is checked.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Within the global IPv6 range: protocol assignments with Teredo, documentation, 6to4, documentation.</summary>
    private static readonly IPNetwork[] NotPublic6 =
        [.. Ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")];

    /// <summary>Whether an address is one of the public Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !NotPublic.Any(range => range.Contains(address));
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        return Translated.Contains(address)
            ? IsPublic(new IPAddress(address.GetAddressBytes()[12..]))
            : Global6.Contains(address) && !NotPublic6.Any(range => range.Contains(address));
    }

    private static IEnumerable<IPNetwork> Ranges(params string[] texts) => texts.Select(text => IPNetwork.Parse(text));
}
