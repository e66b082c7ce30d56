using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// Parses the results of our own scripts. The scripts document which items may be nil; reading nil anywhere else throws.
/// </summary>
internal static class Reply
{
    public static string Text(this RedisResult result) => (string?)result ?? throw Missing();

    public static byte[] Bytes(this RedisResult result) => (byte[]?)result ?? throw Missing();

    public static RedisResult[] Items(this RedisResult result) => (RedisResult[]?)result ?? throw Missing();

    public static RedisValue[] Values(this RedisResult result) => (RedisValue[]?)result ?? throw Missing();

    private static FormatException Missing() => new("A script returned an unexpected nil.");
}
