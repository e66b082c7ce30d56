namespace Paynode.FunctionsHost;

/// <summary>One line an entry on standard output; of the frameworks only warnings.</summary>
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
