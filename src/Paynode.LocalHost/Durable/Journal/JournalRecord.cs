namespace Paynode.LocalHost.Durable;

/// <summary>The format of a journal entry: a version, then the instance id and the encoded step for each step.</summary>
internal static class JournalRecord
{
    /// <summary>The format version that this code writes.</summary>
    public const byte Version = 1;

    /// <summary>Appends one step of an instance.</summary>
    public static void Append(JournalCommit commit, string instanceId, ReadOnlySpan<byte> step)
    {
        if (commit.Data.Length == 0)
        {
            commit.Data.Byte(Version);
        }

        commit.Data.Text(instanceId);
        commit.Data.Int(step.Length);
        commit.Data.Raw(step);
        commit.Steps++;
    }

    /// <summary>Reads an entry's steps without decoding them.</summary>
    /// <exception cref="InvalidDataException">The entry was written by a newer release.</exception>
    public static List<(string InstanceId, byte[] Step)> Read(ReadOnlySpan<byte> data)
    {
        var steps = new List<(string, byte[])>();
        if (data.IsEmpty)
        {
            return steps;
        }

        var from = new ByteReader(data);
        if (from.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"The journal has format version {version}; this release reads version {Version}.");
        }

        while (!from.AtEnd)
        {
            steps.Add((from.Name(), from.Raw(from.Int()).ToArray()));
        }

        return steps;
    }
}
