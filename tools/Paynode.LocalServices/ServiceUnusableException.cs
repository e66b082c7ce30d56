namespace Paynode.LocalServices;

/// <summary>A server that the environment names cannot be used; the message says in one sentence which and why.</summary>
public sealed class ServiceUnusableException : Exception
{
    /// <summary>With the variable that names the server.</summary>
    public ServiceUnusableException(string variable, Exception inner)
        : base($"{variable} names a server that cannot be used: {Reason(inner)}", inner)
    {
    }

    // The outer message of a dropped connection says nothing; the innermost one does.
    private static string Reason(Exception fault) => fault.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.') + ".";
}
