using System.Net.Http.Json;
using Npgsql;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;

namespace Paynode.FunctionsHost.Tests;

/// <summary>The published worker under the Functions host of these tests, with a PostgreSQL, a Redis and a chain of its own.</summary>
public sealed class PublishedWorker : IAsyncLifetime
{
    private const string HostProject = "tests/Paynode.FunctionsHost/Paynode.FunctionsHost";

    public LocalStack Stack { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            AllPrivate = true,
            HostProject = HostProject,
            LogDirectory = Path.Combine(Clone.Root!, ".paynode", "logs", "functions-host"),
            Environment = new Dictionary<string, string?>
            {
                ["FUNCTIONS_APP"] = Path.Combine(AppContext.BaseDirectory, "worker"),
                ["Logging__LogLevel__Default"] = "Warning",
            },
        });
        Http = new HttpClient { BaseAddress = Stack.Host.Url };
    }

    public async Task DisposeAsync()
    {
        Http?.Dispose();
        if (Stack is not null)
        {
            await Stack.DisposeAsync();
        }
    }

    /// <summary>The functions that were loaded.</summary>
    internal async Task<HostedFunction[]> FunctionsAsync() => (await Http.GetFromJsonAsync<HostedFunction[]>("/admin/functions"))!;

    /// <summary>Runs a test while one of Paynode's tables has another name, and gives it back.</summary>
    internal async Task WithoutTableAsync(string table, Func<Task> test)
    {
        await using var database = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(Stack.DatabaseUrl));
        await using (var hide = database.CreateCommand($"ALTER TABLE paynode.{table} RENAME TO hidden"))
        {
            await hide.ExecuteNonQueryAsync();
        }

        try
        {
            await test();
        }
        finally
        {
            await using var show = database.CreateCommand($"ALTER TABLE paynode.hidden RENAME TO {table}");
            await show.ExecuteNonQueryAsync();
        }
    }

    /// <summary>How often each function ran.</summary>
    internal async Task<Workers.InvocationCount[]> InvocationsAsync() =>
        (await Http.GetFromJsonAsync<Workers.InvocationCount[]>("/admin/invocations"))!;
}

/// <summary>The tests that share one worker, one after the other.</summary>
[CollectionDefinition(nameof(PublishedWorker))]
public sealed class PublishedWorkerCollection : ICollectionFixture<PublishedWorker>;
