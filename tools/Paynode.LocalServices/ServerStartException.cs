namespace Paynode.LocalServices;

/// <summary>A server ended, or did not answer in time, while it was being started; the message has its own words.</summary>
public sealed class ServerStartException : Exception
{
    /// <summary>With what the server printed.</summary>
    public ServerStartException(string message)
        : base(message)
    {
    }
}
