using System.Security.Cryptography;
using System.Text;

namespace Paynode.Routing.Index;

/// <summary>One of the index's Lua scripts, with the digest by which Redis caches it.</summary>
internal sealed class RedisScript
{
    private static readonly string Common = Resource("common");

    internal RedisScript(string text)
    {
        Text = text;
#pragma warning disable CA5350 // Redis names scripts by SHA-1; it is not used for security.
        Digest = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public static RedisScript Read { get; } = Load("read");

    public static RedisScript Reserve { get; } = Load("reserve");

    public static RedisScript Release { get; } = Load("release");

    public static RedisScript Update { get; } = Load("update");

    public static RedisScript Recall { get; } = Load("recall");

    public static RedisScript Learn { get; } = Load("learn");

    public static RedisScript Rerank { get; } = Load("rerank");

    public static RedisScript Restore { get; } = Load("restore");

    public string Text { get; }

    public byte[] Digest { get; }

    private static RedisScript Load(string name) => new(Common + "\n" + Resource(name));

    private static string Resource(string name)
    {
        var resource = $"Paynode.Routing.Index.Scripts.{name}.lua";
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
