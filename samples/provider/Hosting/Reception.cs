namespace Paynode.Samples.Provider.Hosting;

/// <summary>What became of a delivered offer.</summary>
public enum Reception
{
    /// <summary>Noted, or known already.</summary>
    Taken,

    /// <summary>The id is known with other terms.</summary>
    Different,

    /// <summary>Past the limit of offers in work.</summary>
    Overloaded,
}
