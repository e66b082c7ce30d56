# shellcheck shell=bash
# ./paynode azure: the other runtime. Its own output folders, as the two runtimes' builds of one project must not overwrite
# each other.

command_azure() {
    case $* in
        build) azure_build ;;
        test) azure_test ;;
        *) bad_usage "azure: '$*' is unknown; usage: ./paynode azure build | test" ;;
    esac
}

azure_build() {
    need_dotnet
    lock_clone
    export PaynodeRuntime=azure
    azure_compile functions/Paynode.Functions.csproj
}

# The suites that each port's other side is held to in ./paynode test, here with the cloud's packages behind them.
azure_test() {
    need_dotnet
    need_node
    lock_clone
    need_anvil
    export PaynodeRuntime=azure
    azure_suite Paynode.Chain.Tests NethereumOnAnvilTests
    azure_suite Paynode.Routing.Tests ChatClient
    azure_suite Paynode.Functions.Tests Functions.Tests.Azure
    if [ -n "${SERVICE_BUS_TEST:-}" ]; then
        azure_suite Paynode.Functions.Tests ServiceBusOrderQueueTests
    else
        say "NOT TESTED: the order queue on Service Bus. Set SERVICE_BUS_TEST to the connection string of a namespace or of the"
        say "emulator that has the queues of tests/Paynode.Functions.Tests/Queues/emulator.json."
    fi
}

azure_suite() {
    azure_compile "tests/$1/$1.csproj"
    progress "Testing $1, $2" "$LOGS/azure-$1-$2.log" \
        dotnet test "$ROOT/tests/$1/$1.csproj" --artifacts-path "$STATE/azure" -c Release --no-build --nologo \
        --filter "FullyQualifiedName~$2"
    # A filter that fits nothing passes: the closing line has to count.
    local closing
    closing=$(grep -E '^Passed! .*Passed: +[1-9]' "$LOGS/azure-$1-$2.log") || fail "$1: no test of $2 ran"
    step "${closing%% - *} $2: $(sed -E 's/.*Passed: +([0-9]+).*/\1/' <<<"$closing") passed"
}

azure_compile() {
    local name=${1##*/}
    mkdir -p "$LOGS"
    step "Fetching the packages of the Azure build ($name)"
    dotnet restore "$ROOT/$1" --artifacts-path "$STATE/azure" >"$LOGS/azure-restore.log" 2>&1 9>&- ||
        tell_missing_packages "$LOGS/azure-restore.log"
    progress "Building for Azure Functions ($name)" "$LOGS/azure-build.log" \
        dotnet build "$ROOT/$1" --artifacts-path "$STATE/azure" --no-restore -c Release --nologo -v minimal
}

tell_missing_packages() {
    local packages
    packages=$(sed -nE \
        -e 's/.*NU110[1-3]: Unable to find package ([A-Za-z0-9.]*[A-Za-z0-9]).*/  \1/p' \
        -e 's/.*NU160[1-5]: .* but ([A-Za-z0-9.]+) ([0-9.]+) was not found.*/  \1 \2/p' "$1" | sort -u)
    if [ -z "$packages" ]; then
        tail -n 20 "$1" >&2
        fail "the packages could not be fetched; all of it in $1"
    fi
    say "$packages"
    missing "the package source at hand does not have the packages above (all of it in $1)"
}
