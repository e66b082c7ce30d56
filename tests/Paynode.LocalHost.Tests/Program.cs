using Paynode.LocalHost.Tests;

// Started by the tests of faults as a process of its own, which they stop, pause and kill.
if (args is [var databaseUrl, var listen])
{
    await using var app = FaultHost.Build(databaseUrl, listen);
    await app.RunAsync();
    return 0;
}

Console.Error.WriteLine("usage: Paynode.LocalHost.Tests DATABASE_URL LISTEN; the tests are run by dotnet test");
return 2;
