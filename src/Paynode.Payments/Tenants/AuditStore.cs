using System.Text.Json;
using Npgsql;

namespace Paynode.Payments;

/// <summary>The operator's changes to keys, addresses and switches. The database rejects changes to an entry and deletions.</summary>
public sealed class AuditStore(NpgsqlDataSource dataSource)
{
    /// <summary>Maximum entries in a list.</summary>
    public const int MaxEntries = 200;

    /// <summary>Adds an entry; it becomes visible when the transaction commits.</summary>
    /// <param name="connection">With the transaction of the action itself.</param>
    /// <param name="actor">Who did it; stored among the facts as <c>actor</c>.</param>
    /// <param name="action">What was done.</param>
    /// <param name="subject">On whom.</param>
    /// <param name="data">Facts. Never a key or secret.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task AppendAsync(
        NpgsqlConnection connection, string actor, string action, string subject, IReadOnlyDictionary<string, string> data,
        DateTimeOffset now,
        CancellationToken cancellationToken = default) => connection
        .Sql(
            "INSERT INTO paynode.audit_entries (at, action, subject, data) VALUES ($1, $2, $3, $4::jsonb)",
            now, action, subject, JsonSerializer.Serialize(new Dictionary<string, string>(data) { ["actor"] = actor }))
        .ExecuteAsync(cancellationToken);

    /// <summary>The latest entries, newest first.</summary>
    /// <param name="subject">Of this subject only; null: of all.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<List<AuditEntry>> ListAsync(string? subject = null, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            "SELECT id, at, action, subject, data FROM paynode.audit_entries WHERE $1::text IS NULL OR subject = $1 ORDER BY id DESC "
                + "LIMIT $2",
            subject is null ? null : StorableText.Of(subject), MaxEntries)
        .ListAsync(
            row => new AuditEntry(
                row.GetInt64(0), row.Time(1), row.GetString(2), row.GetString(3),
                JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4))!),
            cancellationToken);
}

/// <summary>One action of the operator.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Action">What, such as <c>provider.switched_off</c>.</param>
/// <param name="Subject">On whom: a tenant's, provider's or order's id.</param>
/// <param name="Data">Facts. Never a key or secret.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Action, string Subject, IReadOnlyDictionary<string, string> Data);
