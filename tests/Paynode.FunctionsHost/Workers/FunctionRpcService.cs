using Grpc.Core;
using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Workers;

/// <summary>The server side of the worker protocol: connects the stream opened by a worker to its channel.</summary>
internal sealed class FunctionRpcService(WorkerChannel channel) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.StartStream?.WorkerId != channel.WorkerId)
        {
            throw new Grpc.Core.RpcException(
                new Status(StatusCode.InvalidArgument, $"The first message must be StartStream of worker {channel.WorkerId}."));
        }

        var sending = channel.SendQueuedAsync(responseStream, context.CancellationToken);
        try
        {
            channel.Started();
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                channel.Receive(requestStream.Current);
            }
        }
        finally
        {
            channel.Ended();
            await sending;
        }
    }
}
