# shellcheck shell=bash
# ./paynode test

# Two test projects at a time: they mostly wait for disk, chain and timers, and two cores carry two.
TEST_WORKERS=2
# Minutes without any test's end; PAYNODE_TEST_PATIENCE multiplies them as it does the tests' own limits.
HANG_LIMIT=8
HANG_LIMIT_LONG=60

command_test() {
    local long='' project='' filter='' started=$SECONDS
    while [ $# -gt 0 ]; do
        case $1 in
            --long) long=1 ;;
            --project | --filter)
                [ $# -gt 1 ] || bad_usage "test: $1 needs a value"
                if [ "$1" = --project ]; then project=$2; else filter=$2; fi
                shift
                ;;
            *) bad_usage "test: unknown argument '$1'" ;;
        esac
        shift
    done
    prepare_tests
    export PAYNODE_LONG=$long PAYNODE_TEST_FILTER=$filter
    [ -n "$project$filter" ] || run_contract_tests
    list_test_projects "$project" | run_test_projects "$TEST_WORKERS"
    summarise_tests $((SECONDS - started))
}

prepare_tests() {
    need_dotnet
    need_node
    lock_clone
    need_services
    need_contract_packages
    build all Paynode.sln "$CLI"
    unlock_clone
    lock_tests
    rm -rf "$LOGS/test"
    mkdir -p "$LOGS/test"
}

# One test run at a time in a clone: their logs are in one place, and two would take each other's time.
lock_tests() {
    command -v flock >/dev/null || return 0
    exec 7>"$STATE/test.lock"
    flock -n 7 && return
    say "Another test run in this clone is under way; waiting for it."
    flock 7
}

# list_test_projects NAME: those whose name contains NAME. The longest one first, as it mostly waits and the others fit beside it.
list_test_projects() {
    local found
    for found in "$ROOT"/tests/EndToEnd/*.Tests.csproj "$ROOT"/tests/Paynode.*/*.Tests.csproj; do
        case ${found##*/} in *"$1"*) printf '%s\0' "$found" ;; esac
    done
}

# Failures are in the results, not in the exit code.
run_test_projects() { xargs -0 -r -n 1 -P "$1" "$ROOT/paynode" run-test-project || true; }

# Runs in a process of its own for each project; leaves NAME.log and NAME.result ("passed failed seconds").
run_test_project() {
    local project=$1 name log started=$SECONDS code=0 hang=$HANG_LIMIT
    name=$(basename "$project" .csproj)
    log=$LOGS/test/$name.log
    [ -z "${PAYNODE_LONG:-}" ] || hang=$HANG_LIMIT_LONG
    hang=$((hang * ${PAYNODE_TEST_PATIENCE:-1}))m
    set -- --blame-hang --blame-hang-timeout "$hang" --blame-hang-dump-type none
    [ -z "${PAYNODE_TEST_FILTER:-}" ] || set -- "$@" --filter "$PAYNODE_TEST_FILTER"
    # The assembly itself: a project would be evaluated all over again.
    dotnet test "$(dirname "$project")/bin/Release/net10.0/$name.dll" --nologo --results-directory "$LOGS/test/$name.files" \
        --logger 'console;verbosity=normal' "$@" >"$log" 2>&1 </dev/null || code=$?
    record_result "$name" "$log" "$code" $((SECONDS - started))
}

run_contract_tests() {
    local script=$ROOT/contracts/bin/test started=$SECONDS code=0
    [ -x "$script" ] || return 0
    set --
    [ -z "${PAYNODE_LONG:-}" ] || set -- --long
    "$script" "$@" >"$LOGS/test/contracts.log" 2>&1 </dev/null || code=$?
    record_result contracts "$LOGS/test/contracts.log" "$code" $((SECONDS - started))
}

# Counts from the log; a run that failed without saying which test counts as one failed test.
record_result() {
    local name=$1 log=$2 code=$3 seconds=$4 passed failed
    passed=$(count_in_log "$log" passed)
    failed=$(count_in_log "$log" failed)
    if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
        failed=1
    fi
    printf '%s %s %s\n' "$passed" "$failed" "$seconds" >"$LOGS/test/$name.result"
    printf '    %-34s %5s passed %3s failed %5s s\n' "$name" "$passed" "$failed" "$seconds" >&2
    [ "$code" -eq 0 ] || show_failures "$name" "$log"
}

# The totals that `dotnet test` ("     Passed: 5") and Forge ("40 tests passed, 0 failed, …") print last.
count_in_log() {
    local count
    count=$(sed -nE \
        -e "s/^ +$2: ([0-9]+)\$/\\1/Ip" \
        -e "s/^(.* )?([0-9]+) (tests )?$2([,; ].*)?\$/\\2/p" "$1" | tail -n 1)
    printf '%s' "${count:-0}"
}

show_failures() {
    say "    --- $1: what failed (all of it in $2)"
    grep -E -A 25 '^ *(Failed |\[FAIL|Error Message|The active test run was aborted)' "$2" | head -n 200 >&2 || tail -n 40 "$2" >&2
}

summarise_tests() {
    local passed failed
    read -r passed failed < <(cat "$LOGS"/test/*.result | awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }')
    say "Tests took $1 s; logs in $LOGS/test."
    printf '%s passed, %s failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
