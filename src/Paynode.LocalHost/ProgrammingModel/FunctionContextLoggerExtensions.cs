using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost;

/// <summary>Loggers from a function's context.</summary>
public static class FunctionContextLoggerExtensions
{
    /// <summary>A logger with a type's full name as its category.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="context">The run.</param>
    /// <returns>The logger.</returns>
    public static ILogger<T> GetLogger<T>(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.InstanceServices.GetRequiredService<ILogger<T>>();
    }

    /// <summary>A logger with the given category.</summary>
    /// <param name="context">The run.</param>
    /// <param name="categoryName">The category.</param>
    /// <returns>The logger.</returns>
    public static ILogger GetLogger(this FunctionContext context, string categoryName)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(categoryName);
    }
}
