using Paynode.Chain.Rpc;

namespace Paynode.Chain.Tests.Support;

internal sealed record ScriptedBlock(BlockHeader Header, IReadOnlyList<LogEntry> Logs);
