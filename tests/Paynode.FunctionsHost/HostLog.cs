namespace Paynode.FunctionsHost;

/// <summary>Logs one line for each entry to standard output; from the frameworks only warnings and above.</summary>
internal static class HostLog
{
    public static void Configure(ILoggingBuilder logging) => logging
        .ClearProviders()
        .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "))
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning)
        .AddFilter("Grpc", LogLevel.Warning);
}
