namespace Paynode.Functions;

/// <summary>Detects which host started this program.</summary>
public static class FunctionsHost
{
    /// <summary>The host's address, which the Functions host always passes to a worker that it starts as a process.</summary>
    private const string AddressArgument = "--functions-uri";

    /// <summary>Set when the platform loads the app into a placeholder process.</summary>
    private const string LoadedByPlatform = "AZURE_FUNCTIONS_NATIVE_HOST";

    /// <summary>Whether the Azure Functions host, or Core Tools, started this program as its worker.</summary>
    /// <param name="args">The command line.</param>
    public static bool Started(IReadOnlyCollection<string> args) =>
        args.Any(argument => argument.StartsWith(AddressArgument, StringComparison.OrdinalIgnoreCase))
        || AppContext.GetData(LoadedByPlatform) is not null;
}
