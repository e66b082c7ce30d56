using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Chain.Tests.Support;

internal static class Properties
{
    /// <summary>Checks a property on this many cases; a failure prints the seed that repeats it.</summary>
    public static void Hold(int cases, Property property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), property);

    /// <summary>More cases where the long variants were asked for.</summary>
    public static int LongOr(int longCases, int cases) =>
        Environment.GetEnvironmentVariable("PAYNODE_LONG") is { Length: > 0 } ? longCases : cases;
}
