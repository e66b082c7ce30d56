namespace Paynode.LocalServices;

/// <summary>The services that Paynode stands on.</summary>
[Flags]
public enum LocalService
{
    /// <summary>No service.</summary>
    None = 0,

    /// <summary>PostgreSQL.</summary>
    Postgres = 1,

    /// <summary>Redis.</summary>
    Redis = 2,

    /// <summary>An EVM chain.</summary>
    Chain = 4,

    /// <summary>All three.</summary>
    All = Postgres | Redis | Chain,
}
