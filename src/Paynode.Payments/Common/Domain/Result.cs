using System.Diagnostics.CodeAnalysis;

namespace Paynode.Payments;

/// <summary>Either a value or the <see cref="Problem"/> that explains why there is none.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct Result<T>
{
    private Result(T? value, Problem? problem) => (Value, Problem) = (value, problem);

    /// <summary>The value; null or default when <see cref="Problem"/> is set.</summary>
    public T? Value { get; }

    /// <summary>What went wrong, or null.</summary>
    public Problem? Problem { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;

    /// <summary>The same outcome with the value converted; a problem is passed through.</summary>
    public Result<TOther> Map<TOther>(Func<T, TOther> turn) => Succeeded ? turn(Value) : Problem;

    /// <summary>Wraps a value.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor-like conversions are the API.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps a problem.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor-like conversions are the API.")]
    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}
