using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>
/// Requests scores of corridors from the language model, off the path of every order. Without AI_ROUTER_URL and AI_ROUTER_MODEL
/// it does nothing.
/// </summary>
public sealed class ScorerFunctions(ScorerService service)
{
    /// <summary>One corridor a minute, in turn.</summary>
    [Function(nameof(ScoreCorridor))]
    public Task ScoreCorridor([TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        service.ScoreNextAsync(cancellationToken);

    /// <summary>The corridors that have news, within seconds.</summary>
    [Function(nameof(ScoreIncidents))]
    public Task ScoreIncidents([TimerTrigger("*/5 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        service.ScoreNewsAsync(cancellationToken);
}
