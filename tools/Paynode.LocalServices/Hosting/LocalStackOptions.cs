namespace Paynode.LocalServices.Hosting;

/// <summary>How a whole Paynode runs on this machine.</summary>
public sealed record LocalStackOptions
{
    /// <summary>The program that hosts Paynode's functions, as <see cref="BuiltProgram"/> knows it.</summary>
    public string HostProject { get; init; } = PaynodeHost.Project;

    /// <summary>Folder that the private servers keep their data in; null: folders of their own, deleted at the end.</summary>
    public string? Directory { get; init; }

    /// <summary>Folder that the logs are kept in after the end; null: with the data.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>Whether everything outlives this process.</summary>
    public bool Detached { get; init; }

    /// <summary>Told each process as soon as there is one.</summary>
    public Action<StartedProcess>? Spawned { get; init; }

    /// <summary>Loopback port of Paynode; null: a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Time between the private chain's blocks; null: a block for each transaction.</summary>
    public TimeSpan? BlockTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether database, Redis and chain are private ones whatever the environment names: for who kills them or moves their time.</summary>
    public bool AllPrivate { get; init; }

    /// <summary>Blocks after which a deposit or a settlement counts.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>The escrow's protocol fee, in hundredths of a percent.</summary>
    public int FeeBps { get; init; } = 30;

    /// <summary>Further environment variables of Paynode, over all others.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
