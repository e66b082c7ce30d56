using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Chain.Tests.Support;

internal static class Properties
{
    /// <summary>Checks a property on this many cases; a failure prints the seed that repeats it.</summary>
    public static void Hold(int cases, Property property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), property);

    /// <summary>Checks a property whose cases mostly wait, several of them at once; a failure prints the seed that repeats it.</summary>
    public static Task HoldAtOnceAsync(int cases, int atOnce, Property property) =>
        Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Factory.StartNew(
            () => Hold((cases + atOnce - 1) / atOnce, property), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    /// <summary>More cases where the long variants were asked for.</summary>
    public static int LongOr(int longCases, int cases) =>
        Environment.GetEnvironmentVariable("PAYNODE_LONG") is { Length: > 0 } ? longCases : cases;
}
