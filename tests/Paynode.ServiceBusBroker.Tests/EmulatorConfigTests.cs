namespace Paynode.ServiceBusBroker.Tests;

public sealed class EmulatorConfigTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void ReadQueues_EmulatorsFile_GivesItsQueues()
    {
        File.WriteAllText(_path, """
            { "UserConfig": { "Namespaces": [ { "Name": "ns", "Queues": [
                { "Name": "full", "Properties": {
                    "RequiresSession": true, "RequiresDuplicateDetection": true, "DuplicateDetectionHistoryTimeWindow": "PT5M",
                    "DeadLetteringOnMessageExpiration": true, "DefaultMessageTimeToLive": "PT1H", "LockDuration": "PT30S", "MaxDeliveryCount": 3 } },
                { "Name": "bare", "Properties": {} } ] } ], "Logging": { "Type": "Console" } } }
            """);

        Assert.Equal(
            [
                new BrokerQueue("full")
                {
                    RequiresSession = true,
                    RequiresDuplicateDetection = true,
                    DuplicateDetectionWindow = TimeSpan.FromMinutes(5),
                    DeadLetterOnExpiration = true,
                    DefaultTimeToLive = TimeSpan.FromHours(1),
                    LockDuration = TimeSpan.FromSeconds(30),
                    MaxDeliveryCount = 3,
                },
                new BrokerQueue("bare"),
            ],
            EmulatorConfig.ReadQueues(_path));
    }
}
