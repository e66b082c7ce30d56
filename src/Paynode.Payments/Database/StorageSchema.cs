namespace Paynode.Payments;

/// <summary>
/// The payment tables, schema <c>paynode</c>.
/// <para>
/// Transactions that touch several tables take their locks in this order, to avoid deadlocks: idempotency key, inbox, quote,
/// order, provider, offer, chain intent, ledger, outbox.
/// </para>
/// <para>
/// PostgreSQL's text type stores neither NUL nor unpaired surrogates. Input is validated before it gets here; anything that was
/// missed is stored with U+FFFD in its place rather than failing a request.
/// </para>
/// </summary>
public static class StorageSchema
{
    /// <summary>The migrations of this module, in order.</summary>
    public static IReadOnlyList<SqlScript> Scripts { get; } = [.. typeof(StorageSchema).Assembly
        .GetManifestResourceNames()
        .Where(name => name.StartsWith("storage/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => new SqlScript(name, Read(name)))];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(StorageSchema).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
