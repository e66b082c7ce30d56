using System.Net.Sockets;
using System.Text;

namespace Paynode.LocalServices;

/// <summary>One command to a Redis server on a connection of its own, enough to see that it is there and to claim a database.</summary>
internal static class RedisCommand
{
    /// <summary>The answer's text; null when the server does not answer. An error answer keeps its leading '-'.</summary>
    public static async Task<string?> TryAsync(
        string host, int port, string? password, string[] command, CancellationToken cancellation) =>
        (await TryAllAsync(host, port, password, [command], cancellation))?[^1];

    /// <summary>Several commands on one connection and their answers.</summary>
    public static async Task<string[]?> TryAllAsync(
        string host, int port, string? password, string[][] commands, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellation);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            if (password is not null)
                await SendAsync(stream, reader, ["AUTH", password], cancellation);
            var answers = new List<string>();
            foreach (var command in commands)
                answers.Add(await SendAsync(stream, reader, command, cancellation));
            return [.. answers];
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            return null;
        }
    }

    private static async Task<string> SendAsync(
        NetworkStream stream, StreamReader reader, string[] command, CancellationToken cancellation)
    {
        var request = new StringBuilder($"*{command.Length}\r\n");
        foreach (var word in command)
            request.Append($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellation);

        var head = await reader.ReadLineAsync(cancellation) ?? throw new IOException("Redis closed the connection.");
        if (head[0] != '$')
            return head[0] == '-' ? head : head[1..];
        var length = int.Parse(head.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        if (length < 0)
            return "";
        // Our answers are ASCII: a byte is a character.
        var text = new char[length + 2];
        await reader.ReadBlockAsync(text, cancellation);
        return new string(text, 0, length);
    }
}
