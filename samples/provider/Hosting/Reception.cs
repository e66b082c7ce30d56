namespace Paynode.Samples.Provider.Hosting;

/// <summary>Result of receiving an offer.</summary>
public enum Reception
{
    /// <summary>Recorded, or already known.</summary>
    Taken,

    /// <summary>The id is known with other terms.</summary>
    Different,

    /// <summary>The limit of concurrent offers is exceeded.</summary>
    Overloaded,
}
