namespace Paynode.Samples.Provider.Tests.Support;

/// <summary>A failure of Paynode or of the line. Without a status the connection is cut.</summary>
/// <param name="TakesIt">Whether the call had its effect before things went wrong.</param>
public sealed record Fault(bool TakesIt, int? Status = null, string? Code = null)
{
    /// <summary>A fault for the first calls of a verb, none for later ones.</summary>
    public static Func<Call, Fault?> First(int count, string verb, Fault fault)
    {
        var left = count;
        return call => call.Verb == verb && Interlocked.Decrement(ref left) >= 0 ? fault : null;
    }
}
