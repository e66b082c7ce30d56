using System.Text.Json;

namespace Paynode.Samples.Provider.Offers;

/// <summary>
/// The append-only file behind the <see cref="OfferStore"/>: one line per change, each with the whole record, flushed to disk
/// before the change takes effect. A line torn by a crash can only be the last one and never took effect; it is truncated at the
/// next start.
/// </summary>
public sealed class Journal : IDisposable
{
    private readonly FileStream _file;

    public Journal(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Recovered = [.. Recover().Values];
    }

    /// <summary>The last known record of every offer, as the file held them when it was opened.</summary>
    public IReadOnlyCollection<OfferRecord> Recovered { get; }

    public void Append(OfferRecord record)
    {
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(record, Json.Options), (byte)'\n']);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private Dictionary<Guid, OfferRecord> Recover()
    {
        var records = new Dictionary<Guid, OfferRecord>();
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var whole = bytes.AsSpan(0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1);
        foreach (var line in whole.Split((byte)'\n'))
        {
            if (!whole[line].IsEmpty)
            {
                var record = JsonSerializer.Deserialize<OfferRecord>(whole[line], Json.Options)!;
                records[record.Offer.OfferId] = record;
            }
        }

        _file.SetLength(whole.Length);
        _file.Seek(0, SeekOrigin.End);
        return records;
    }
}
