using Microsoft.DurableTask.Client;

namespace Paynode.Conformance.Tests;

/// <summary>A running engine.</summary>
public interface IEngine : IAsyncDisposable
{
    DurableTaskClient Client { get; }
}
