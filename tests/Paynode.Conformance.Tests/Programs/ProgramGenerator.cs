namespace Paynode.Conformance.Tests;

/// <summary>
/// Makes random programs whose outcome does not depend on time: races are won by what comes against what cannot come
/// first, events are raised where the instance is known to stand, and concurrent branches share neither events nor status.
/// </summary>
public sealed class ProgramGenerator
{
    private const int MaxDepth = 3;

    /// <summary>The versions that orchestrations and activities may have.</summary>
    public static readonly IReadOnlyList<string> Versions = ["", "1.0", "2.1"];

    private readonly Random _random;
    private int _names;

    // What the status is where a later generation has set none, or null, differs, and is in the README.
    private bool _isFirstGeneration;

    private ProgramGenerator(int seed) => _random = new Random(seed);

    public static OrchestrationProgram Generate(int seed)
    {
        var generator = new ProgramGenerator(seed);
        return generator.Program(0, 0) with { Version = generator.OneOf([.. Versions]) };
    }

    /// <summary>A program; those of children are smaller and are not ended from outside.</summary>
    private OrchestrationProgram Program(int depth, int children)
    {
        var ofParent = _isFirstGeneration;
        var generations = new List<Generation>();
        var carried = new List<Step>();
        var more = Chance(25) ? _random.Next(1, 4) : 0;
        for (var i = 0; i <= more; i++)
        {
            _isFirstGeneration = i == 0;
            var steps = new List<Step>(i > 0 ? [new StatusStep(NewName("status")), .. carried] : carried);
            carried.Clear();
            steps.AddRange(Steps(depth, _random.Next(children == 0 ? 2 : 1, children == 0 ? 7 : 4), parallel: false, children));
            var keeps = Chance(70);
            if (i < more && Chance(50))
            {
                steps.AddRange(Carry(keeps, carried));
            }

            generations.Add(new Generation(steps, keeps, i < more && Chance(25) ? OneOf("1.0", "2.1") : null));
        }

        _isFirstGeneration = ofParent;
        var last = generations[^1];
        generations[^1] = last with { Steps = [.. last.Steps, .. End(children)] };
        return new OrchestrationProgram(generations);
    }

    /// <summary>Events that one generation leaves behind, and the next takes or does not find.</summary>
    private Step[] Carry(bool keeps, List<Step> next)
    {
        var name = NewName("kept");
        next.Add(keeps ? new WaitStep(name) : new WaitStep(name, 5));
        return [.. Settled([Raise(name, 1), Raise(name.ToUpperInvariant(), 2)]), new WaitStep(name)];
    }

    private Step[] End(int children) => _random.Next(100) switch
    {
        < 14 => [Throw()],
        < 20 when children == 0 => [new ControlStep(NewName("at"), [new Control(ControlKind.Terminate, Value: Number())]), new WaitStep(NewName("never"))],
        < 23 when children == 0 => [new ControlStep(null, [new Control(ControlKind.Terminate, Value: Number())]), new WaitStep(NewName("never"))],
        < 28 => [new CallStep(OneOf(Activities.Fail, Activities.FailNested, Activities.FailArgument), Number(), 0, MaybeRetry())],
        _ => [],
    };

    private List<Step> Steps(int depth, int count, bool parallel, int children)
    {
        var steps = new List<Step>();
        for (var i = 0; i < count; i++)
        {
            steps.AddRange(parallel || Chance(45) ? ParallelSteps(depth, parallel, children) : SequentialSteps(depth, children));
        }

        return steps;
    }

    /// <summary>Steps that may also run beside others.</summary>
    private Step[] ParallelSteps(int depth, bool parallel, int children) => _random.Next(100) switch
    {
        < 30 => [Call()],
        < 38 => [new TimerStep(_random.Next(0, 15))],
        < 43 => [new CancelledTimerStep(Chance(50))],
        < 46 => GivenUp(name => new CancelledWaitStep(name)),
        < 58 => Buffered(),
        < 62 => GivenUp(name => new WaitStep(name, _random.Next(1, 8))),
        < 66 => [new AbandonStep(Chance(50))],
        < 70 => [new GuidStep()],
        < 72 => [new FactsStep()],
        < 78 => [new TryStep([Throw()])],
        < 84 => [new TryStep([new CallStep(OneOf(Activities.Fail, Activities.FailNested, Activities.FailArgument), Number(), 0, MaybeRetry())])],
        < 88 => [new SendStep("nobody", "lost", Number())],
        < 92 when depth < MaxDepth => [new AnyStep([Call()], OneOf(Rival.LongTimer, Rival.NeverRaised), Chance(50))],
        _ when depth < MaxDepth && children < 2 => [Child(depth, children)],
        _ => [Call()],
    };

    /// <summary>Steps that need the instance's custom status or its events for themselves.</summary>
    private Step[] SequentialSteps(int depth, int children) => _random.Next(100) switch
    {
        < 12 => [new StatusStep(Chance(15) && _isFirstGeneration ? null : NewName("status"))],
        < 30 => AtWait(),
        < 42 => Suspended(),
        < 52 => SameName(),
        < 60 => [Ordered()],
        < 72 => [new AllStep([.. Enumerable.Range(0, _random.Next(2, 5)).Select(_ => (IReadOnlyList<Step>)Steps(depth + 1, _random.Next(1, 3), parallel: true, children))])],
        < 82 => [new TryStep(Steps(depth + 1, _random.Next(1, 4), parallel: false, children).Concat(Chance(60) ? [Throw()] : []).ToArray())],
        < 90 when children < 2 => Conversation(),
        _ => Race(),
    };

    private CallStep Call()
    {
        var failFirst = Chance(25) ? _random.Next(1, 4) : 0;
        return new CallStep(
            OneOf(Activities.Add, Activities.Add, Activities.Text, Activities.Nothing, Activities.Composite),
            Number(),
            failFirst,
            failFirst > 0 && Chance(85) ? NewRetry(failFirst + _random.Next(0, 3)) : MaybeRetry(),
            Chance(15) ? new() { ["kind"] = "call" } : null);
    }

    private Retry? MaybeRetry() => Chance(50) ? NewRetry(_random.Next(1, 4)) : null;

    private Retry NewRetry(int attempts) => new(Math.Max(1, attempts), _random.Next(1, 5), 1 + _random.NextDouble(), Chance(40), Chance(30));

    private ThrowStep Throw() => new(OneOf(Enum.GetValues<ThrowKind>()), NewName("thrown"));

    /// <summary>An event that is there before it is waited for.</summary>
    private Step[] Buffered()
    {
        var name = NewName("early");
        var text = Chance(30);
        return [new ControlStep(null, [Raise(name, Number(), text)]), new WaitStep(Chance(30) ? name.ToUpperInvariant() : name, Chance(30) ? 3_600_000 : null, text)];
    }

    /// <summary>A wait that ends without its event, which may come afterwards, before or while another one waits.</summary>
    private Step[] GivenUp(Func<string, Step> wait)
    {
        var name = NewName("late");
        return Chance(40) ? [wait(name)] : [wait(name), .. Chance(50) ? Settled([Raise(name, Number())]) : [new ControlStep(null, [Raise(name, Number())])], new WaitStep(name)];
    }

    /// <summary>An event that comes while it is waited for.</summary>
    private Step[] AtWait()
    {
        var name = NewName("awaited");
        return [new ControlStep(NewName("at"), [Raise(name, Number())]), new WaitStep(name, Chance(40) ? 3_600_000 : null)];
    }

    /// <summary>A suspension in which events come, and which ends.</summary>
    private Step[] Suspended()
    {
        var name = NewName("suspended");
        var raised = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Raise(name, Number())).ToArray();
        Control[] controls = [new(ControlKind.Suspend), .. raised, new(ControlKind.Resume)];
        return [new ControlStep(Chance(50) ? NewName("at") : null, controls), .. raised.Select(_ => new WaitStep(name))];
    }

    /// <summary>Several events of one name, for one waiter after another or for several at a time.</summary>
    private Step[] SameName()
    {
        var name = NewName("same");
        var count = _random.Next(2, 5);
        Control[] raised = [.. Enumerable.Range(0, count).Select(i => Raise(Chance(30) ? name.ToUpperInvariant() : name, Number()))];
        Step[] waits = [.. Enumerable.Range(0, count).Select(_ => new WaitStep(name))];
        return
        [
            .. Chance(50) ? [new ControlStep(NewName("at"), raised)] : Settled(raised),
            .. Chance(50) ? waits : [new AllStep([.. waits.Select(wait => (IReadOnlyList<Step>)[wait])])],
        ];
    }

    // Microsoft's service takes an activity's result before the events that came with it: after one more call they are all there.
    private static Step[] Settled(Control[] controls) => [new ControlStep(null, controls), new CallStep(Activities.Add, 0, 0, null)];

    private OrderedStep Ordered()
    {
        var order = Enumerable.Range(0, _random.Next(2, 5)).ToArray();
        _random.Shuffle(order);
        return new OrderedStep(order, [.. order.Where(_ => Chance(25))]);
    }

    /// <summary>A race between a wait and its rival.</summary>
    private Step[] Race()
    {
        var name = NewName("race");
        return
        [
            new ControlStep(Chance(50) ? NewName("at") : null, [Raise(name, Number())]),
            new AnyStep([new WaitStep(name)], OneOf(Rival.LongTimer, Rival.NeverRaised), Chance(50)),
        ];
    }

    /// <summary>A child that is sent an event by its parent and answers with another.</summary>
    private Step[] Conversation()
    {
        var (ask, answer, name) = (NewName("ask"), NewName("answer"), NewName("child"));
        var program = new OrchestrationProgram([new Generation([new WaitStep(ask), new SendStep(null, answer, Number())], true)]);
        var child = new ChildStep(name, Interpreter.ChildName, program, null, null, null, new SendStep(name, ask, Number()));
        return [new AllStep([[child], [new WaitStep(answer)]])];
    }

    private ChildStep Child(int depth, int children) => new(
        Chance(60) ? NewName("child") : null,
        OneOf(Interpreter.Name, Interpreter.ChildName),
        Program(depth + 1, children + 1),
        Chance(30) ? NewRetry(_random.Next(1, 4)) : null,
        Chance(25) ? new() { ["kind"] = "child" } : null,
        Chance(25) ? OneOf("1.0", "2.1") : null);

    private static Control Raise(string name, int value, bool asText = false) => new(ControlKind.Raise, name, value, asText);

    private string NewName(string kind) => $"{kind}-{_names++}";

    private int Number() => _random.Next(-100, 100);

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T OneOf<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
