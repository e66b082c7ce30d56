namespace Paynode.FunctionsHost.Workers;

/// <summary>The worker's stream was closed or its process ended.</summary>
internal sealed class WorkerEndedException() : Exception("The worker ended.");
