using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// Reads answers of our own scripts. StackExchange.Redis 2.x declares that any of them may be nil, 1.2.6 declares nothing; the
/// scripts say themselves which are, and those are read by what can take a null.
/// </summary>
internal static class Reply
{
    public static string Text(this RedisResult result) => ((string?)result)!;

    public static byte[] Bytes(this RedisResult result) => ((byte[]?)result)!;

    public static RedisResult[] Items(this RedisResult result) => ((RedisResult[]?)result)!;

    public static RedisValue[] Values(this RedisResult result) => ((RedisValue[]?)result)!;
}
