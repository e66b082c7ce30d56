namespace Paynode.Samples.Provider.Protocol;

/// <summary>Issued to a provider at registration. The secret is shown only once.</summary>
public sealed record Credentials(string Id, string Secret)
{
    /// <summary>The secret stays out of logs.</summary>
    public override string ToString() => Id;
}
