using System.Threading.Channels;
using Paynode.LocalServices;
using Paynode.Orchestrations;

namespace Paynode.Functions.Tests;

/// <summary>Takes movements in the functions' place, and hands them to a test.</summary>
public sealed class OrderQueueListener
{
    private readonly Channel<(string Queue, EscrowMovement Movement)> _taken = Channel.CreateUnbounded<(string, EscrowMovement)>();
    private volatile bool _healed;

    /// <summary>From now on nothing fails.</summary>
    public void Heal() => _healed = true;

    /// <summary>A function's body.</summary>
    public void Take(string queue, EscrowMovement movement)
    {
        if (movement.Reason == OrderQueueSuite.Poison && !_healed)
        {
            throw new InvalidOperationException("not yet");
        }

        _taken.Writer.TryWrite((queue, movement));
    }

    /// <summary>The next movements, as they came.</summary>
    public async Task<IReadOnlyList<(string Queue, EscrowMovement Movement)>> TakeAsync(int count)
    {
        using var patience = HangLimit.Begin();
        var taken = new List<(string, EscrowMovement)>();
        while (taken.Count < count)
        {
            taken.Add(await _taken.Reader.ReadAsync(patience.Token));
        }

        return taken;
    }

    /// <summary>Asks again until the answer is the one that is waited for.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isIt)
    {
        using var patience = HangLimit.Begin();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var answer = await ask();
        while (!isIt(answer) && await beat.WaitForNextTickAsync(patience.Token))
        {
            answer = await ask();
        }

        return answer;
    }
}
