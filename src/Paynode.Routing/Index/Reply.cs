using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>Reads the answers of our own scripts. The scripts say which items may be nil; all others are read by these, which throw.</summary>
internal static class Reply
{
    public static string Text(this RedisResult result) => (string?)result ?? throw Missing();

    public static byte[] Bytes(this RedisResult result) => (byte[]?)result ?? throw Missing();

    public static RedisResult[] Items(this RedisResult result) => (RedisResult[]?)result ?? throw Missing();

    public static RedisValue[] Values(this RedisResult result) => (RedisValue[]?)result ?? throw Missing();

    private static FormatException Missing() => new("A script answered nil where it never does.");
}
