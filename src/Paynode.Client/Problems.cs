namespace Paynode.Client;

/// <summary>An RFC 9457 problem document.</summary>
/// <param name="Type">A URI that names the problem.</param>
/// <param name="Title">The same for every problem of its kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong in this case.</param>
/// <param name="Code">Stable, lower_snake_case: what a program should look at.</param>
/// <param name="Field">The request's field that is at fault, if it is one.</param>
public sealed record ProblemDocument(string Type, string Title, int Status, string Detail, string Code, string? Field);
