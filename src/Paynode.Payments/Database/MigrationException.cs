namespace Paynode.Payments;

/// <summary>The database's schema does not match this program; the program must not start.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Without a message.</summary>
    public MigrationException()
    {
    }

    /// <summary>With a message for the operator.</summary>
    public MigrationException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for the operator and what caused it.</summary>
    public MigrationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
