namespace Paynode.Functions;

/// <summary>Tells who started this program.</summary>
public static class FunctionsHost
{
    /// <summary>Its address, which the Functions host always passes to a worker that it starts as a process.</summary>
    private const string AddressArgument = "--functions-uri";

    /// <summary>Set where the platform loads the app into a process that was waiting for one (a placeholder).</summary>
    private const string LoadedByPlatform = "AZURE_FUNCTIONS_NATIVE_HOST";

    /// <summary>Whether the Azure Functions host, or Core Tools, started this program as its worker.</summary>
    /// <param name="args">The command line.</param>
    public static bool Started(IReadOnlyCollection<string> args) =>
        args.Any(argument => argument.StartsWith(AddressArgument, StringComparison.OrdinalIgnoreCase))
        || AppContext.GetData(LoadedByPlatform) is not null;
}
