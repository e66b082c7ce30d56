using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Workers;

/// <summary>Writes the worker's log entries to the host's log, with their categories.</summary>
internal sealed class WorkerLog(ILoggerFactory loggers)
{
    public void Write(RpcLog entry)
    {
        var logger = loggers.CreateLogger(entry.Category.Length == 0 ? "Worker" : entry.Category);
        var level = (LogLevel)(int)entry.Level;
        if (logger.IsEnabled(level))
        {
            logger.Log(level, "{Message}{Exception}", entry.Message, entry.Exception is { } failure ? $"\n{failure.Message}" : "");
        }
    }
}
