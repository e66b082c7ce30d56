using System.Threading.Channels;
using Paynode.LocalServices;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

/// <summary>Takes messages in the functions' place, and hands them to a test.</summary>
public sealed class OrderQueueListener
{
    private readonly Channel<(string Queue, EscrowEventMessage Message)> _taken = Channel.CreateUnbounded<(string, EscrowEventMessage)>();
    private volatile bool _healed;

    /// <summary>From now on nothing fails.</summary>
    public void Heal() => _healed = true;

    /// <summary>A function's body.</summary>
    public void Take(string queue, EscrowEventMessage message)
    {
        if (message.Reason == OrderQueueSuite.Poison && !_healed)
        {
            throw new InvalidOperationException("not yet");
        }

        _taken.Writer.TryWrite((queue, message));
    }

    /// <summary>The next messages, as they came.</summary>
    public async Task<IReadOnlyList<(string Queue, EscrowEventMessage Message)>> TakeAsync(int count)
    {
        using var timeout = HangLimit.Begin();
        var taken = new List<(string, EscrowEventMessage)>();
        while (taken.Count < count)
        {
            taken.Add(await _taken.Reader.ReadAsync(timeout.Token));
        }

        return taken;
    }

    /// <summary>Asks again until the answer is the one that is waited for.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isIt)
    {
        using var timeout = HangLimit.Begin();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var answer = await ask();
        while (!isIt(answer) && await beat.WaitForNextTickAsync(timeout.Token))
        {
            answer = await ask();
        }

        return answer;
    }
}
