using Paynode.LocalHost.Hosting;

namespace Paynode.LocalHost.Tests;

public sealed class HostFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_limits_of_host_json_are_honoured_and_the_rest_is_left_alone()
    {
        var host = Read("""
            {
              "version": "2.0", // the platform's own
              "extensions": {
                "http": { "routePrefix": "", "maxConcurrentRequests": 7 },
                "serviceBus": { "maxConcurrentCalls": 3, "maxConcurrentSessions": 5, "maxMessageBatchSize": 9 },
                "durableTask": { "maxConcurrentActivityFunctions": 11, "storageProvider": { "partitionCount": 8, "purgeEndedAfter": "30.00:00:00" } }
              }
            }
            """);

        Assert.Equal(
            new HostFile("")
            {
                MaxConcurrentRequests = 7,
                MaxConcurrentCalls = 3,
                MaxConcurrentSessions = 5,
                MaxMessageBatchSize = 9,
                MaxConcurrentActivityFunctions = 11,
                PartitionCount = 8,
                PurgeEndedAfter = TimeSpan.FromDays(30),
            },
            host);
    }

    [Fact]
    public void An_empty_file_sets_nothing_but_the_platforms_route_prefix() => Assert.Equal(new HostFile("api"), Read("{}"));

    [Theory]
    [InlineData("{")]
    [InlineData("""{"extensions":{"http":{"maxConcurrentRequests":"many"}}}""")]
    [InlineData("""{"extensions":{"durableTask":{"storageProvider":{"purgeEndedAfter":"a month"}}}}""")]
    public void What_is_malformed_is_refused_with_the_files_name(string text) =>
        Assert.Contains(_path, Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);

    private HostFile Read(string text)
    {
        File.WriteAllText(_path, text);
        return HostFile.Read(_path);
    }
}
