using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Paynode.LocalHost.Tests")]
[assembly: InternalsVisibleTo("Paynode.Conformance.Tests")]
[assembly: InternalsVisibleTo("Paynode.Bench.Runtime")]
[assembly: InternalsVisibleTo("Paynode.FunctionsHost.Tests")]
