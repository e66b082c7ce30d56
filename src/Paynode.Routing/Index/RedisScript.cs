namespace Paynode.Routing.Index;

/// <summary>One of the index's Lua scripts.</summary>
internal sealed class RedisScript
{
    private static readonly string Common = Resource("common");

    private RedisScript(string name) => Text = Common + "\n" + Resource(name);

    public static RedisScript Read { get; } = new("read");

    public static RedisScript Reserve { get; } = new("reserve");

    public static RedisScript Release { get; } = new("release");

    public static RedisScript Update { get; } = new("update");

    public static RedisScript Recall { get; } = new("recall");

    public static RedisScript Learn { get; } = new("learn");

    public static RedisScript Rerank { get; } = new("rerank");

    public static RedisScript Restore { get; } = new("restore");

    public string Text { get; }

    private static string Resource(string name)
    {
        var resource = $"Paynode.Routing.Index.Scripts.{name}.lua";
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
