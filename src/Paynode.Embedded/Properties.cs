using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Paynode.Embedded.Tests")]
[assembly: InternalsVisibleTo("Paynode.Bench.Runtime")]
