using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Functions;

/// <summary>Where one parameter's value comes from: at once, or after reading a request's body.</summary>
/// <param name="Value">Gives the value for a run; null when it has to be waited for.</param>
/// <param name="ValueAsync">Gives the value for a run after some waiting.</param>
internal sealed record ParameterBinding(Func<Invocation, object?>? Value, Func<Invocation, ValueTask<object?>>? ValueAsync = null)
{
    /// <summary>A binding that never waits.</summary>
    public static ParameterBinding Of(Func<Invocation, object?> value) => new(value);

    /// <summary>The bindings that every function has: context, cancellation, durable client.</summary>
    /// <returns>The binding, or null when the parameter is none of these.</returns>
    public static ParameterBinding? Common(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return Of(invocation => invocation);
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return Of(invocation => invocation.Cancellation);
        }

        return parameter.ParameterType == typeof(DurableTaskClient) ? Of(invocation => invocation.DurableClient) : null;
    }

    /// <summary>Turns text of a route or of trigger data into a parameter's type.</summary>
    /// <exception cref="FormatException">It is no such value.</exception>
    public static Func<object?, object?> Converter(Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        var missing = type.IsValueType && target == type ? Activator.CreateInstance(type) : null;
        if (target == typeof(string))
        {
            return value => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        var converter = TypeDescriptor.GetConverter(target);
        return value => value switch
        {
            null => missing,
            _ when target.IsInstanceOfType(value) => value,
            string text => Parse(converter, text),
            IConvertible number when target.IsPrimitive => Convert.ChangeType(number, target, CultureInfo.InvariantCulture),
            _ => throw new FormatException($"A {value.GetType().Name} is not a {target.Name}."),
        };
    }

    private static object? Parse(TypeConverter converter, string text)
    {
        try
        {
            return converter.ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is not FormatException)
        {
            // Converters wrap what they find in exceptions of their own.
            throw new FormatException(e.Message, e);
        }
    }
}
