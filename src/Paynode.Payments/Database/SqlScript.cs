namespace Paynode.Payments;

/// <summary>One migration: SQL that runs once.</summary>
/// <param name="Name">Unique, prefixed by its module: "storage/0001_tenants". Scripts run in the order that they are given.</param>
/// <param name="Sql">One or more statements. Once released the text never changes; a change is a new script.</param>
public sealed record SqlScript(string Name, string Sql);
