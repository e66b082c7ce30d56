namespace Paynode.LocalHost.Tests;

/// <summary>Whether the long variants are asked for (<c>./paynode test --long</c>).</summary>
internal static class LongTests
{
    public static bool Wanted => Environment.GetEnvironmentVariable("PAYNODE_LONG") is { Length: > 0 };
}
