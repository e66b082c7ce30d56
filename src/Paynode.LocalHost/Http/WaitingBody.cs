namespace Paynode.LocalHost.Http;

/// <summary>A request body that reports when its reader has to wait for bytes.</summary>
/// <param name="body">The server's request body.</param>
/// <param name="waits">Called when no bytes are available yet.</param>
/// <param name="arrived">Called when bytes have arrived; an exception that it throws reaches the reader.</param>
internal sealed class WaitingBody(Stream body, Action waits, Action arrived) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = body.ReadAsync(buffer, cancellationToken);
        return reading.IsCompleted ? reading : WaitAsync(reading);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => body.Read(buffer, offset, count);

    public override void Flush()
    {
        // The body is read-only.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> WaitAsync(ValueTask<int> reading)
    {
        waits();
        var count = await reading.ConfigureAwait(false);
        arrived();
        return count;
    }
}
