using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Paynode.LocalHost.Tests")]
[assembly: InternalsVisibleTo("Paynode.Bench.Runtime")]
