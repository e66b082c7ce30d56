using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Asks the language model about corridors, off the path of every order. Without AI_ROUTER_URL and AI_ROUTER_MODEL nobody is asked.</summary>
public sealed class ScorerFunctions(ScorerService service)
{
    /// <summary>One corridor a minute, in turn.</summary>
    [Function(nameof(ScoreCorridor))]
    public Task ScoreCorridor([TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        service.ScoreNextAsync(cancellationToken);

    /// <summary>The corridors that there is news of, within seconds.</summary>
    [Function(nameof(ScoreIncidents))]
    public Task ScoreIncidents([TimerTrigger("*/5 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        service.ScoreNewsAsync(cancellationToken);
}
