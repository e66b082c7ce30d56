# shellcheck shell=bash
# ./paynode check

command_check() {
    local name=${1:-all}
    [ $# -eq 0 ] || shift
    case "$name ${1:-}" in "vanish --help" | "vanish -h") usage_check_vanish; return ;; esac
    case $name in
        format | artifacts | hygiene | bicep)
            [ $# -eq 0 ] || bad_usage "check $name: unknown argument '$1'"
            "check_$name"
            ;;
        openapi)
            prepare_cli
            run_cli check openapi "$@"
            ;;
        vanish)
            prepare_cli
            need_contract_packages
            run_cli check vanish "$@"
            ;;
        all) check_all ;;
        *) bad_usage "check: unknown check '$name'" ;;
    esac
}

check_all() {
    local name code=0
    for name in hygiene format artifacts bicep openapi; do
        # Each in a process of its own, so that one that fails does not end the others.
        "$ROOT/paynode" check "$name" || code=1
    done
    return "$code"
}

# Style rules are warnings, and warnings fail the build; what is left is whitespace.
check_format() {
    need_dotnet
    progress "Format" "$LOGS/check-format.log" in_root dotnet format whitespace . --folder --verify-no-changes \
        --include src functions orchestrations tools samples tests bench --exclude '**/obj/**'
}

in_root() { cd "$ROOT" && "$@"; }

check_artifacts() {
    [ -x "$ROOT/contracts/bin/build-artifacts" ] || { step "Artifacts: none"; return 0; }
    need_node
    need_contract_packages
    progress "Artifacts" "$LOGS/check-artifacts.log" "$ROOT/contracts/bin/build-artifacts" --check
}

# Every template and parameter file, built and linted: a warning is a failure.
check_bicep() {
    local program
    need_dotnet
    program=$("$ROOT/tools/bicep/program") || exit $?
    progress "Bicep" "$LOGS/check-bicep.log" compile_templates "$program"
}

compile_templates() {
    local program=$1 out=$STATE/bicep code=0 said sources
    rm -rf "$out"
    mkdir -p "$out/templates" "$out/parameters"
    set -a
    # shellcheck disable=SC1091 # The parameter file reads the environment.
    . "$ROOT/infra/bicep/sample.env"
    set +a
    cd "$ROOT" || return
    # The compiler says nothing about what is in order, and exits 0 with a warning.
    said=$("$program" build --pattern 'infra/**/*.bicep' --outdir "$out/templates" 2>&1 &&
        "$program" build-params --pattern 'infra/**/*.bicepparam' --outdir "$out/parameters" 2>&1 &&
        "$program" lint --pattern 'infra/**/*.bicep' 2>&1 &&
        "$program" lint --pattern 'infra/**/*.bicepparam' 2>&1) || code=1
    [ -z "$said" ] || { sort -u <<<"$said"; code=1; }
    sources=$(find infra -name '*.bicep' -o -name '*.bicepparam' | wc -l)
    [ "$code" -ne 0 ] || [ "$(find "$out" -name '*.json' | wc -l)" -eq "$sources" ] || { echo "Not every one of $sources files was compiled."; code=1; }
    return "$code"
}

check_hygiene() {
    local found code=0
    found=$(git -C "$ROOT" grep -nIE -f "$ROOT/tools/scripts/forbidden.txt" -- . ':!tools/scripts/forbidden.txt') || true
    if [ -n "$found" ]; then
        say "Hygiene: these lines name a machine's path, a registry's host or a secret:"
        say "$found"
        code=1
    fi
    found=$(git -C "$ROOT" grep -nIE -f "$ROOT/tools/scripts/private-words.txt" -- . |
        grep -vE -f <(grep -v '^#' "$ROOT/tools/scripts/private-words-allowed.txt")) || true
    if [ -n "$found" ]; then
        say "Hygiene: these lines use a word of our own where the field has one (CONTRIBUTING.md, Language):"
        say "$found"
        code=1
    fi
    found=$(git -C "$ROOT" ls-files -- 'src/*.cs' 'functions/*.cs' 'orchestrations/*.cs' |
        (cd "$ROOT" && xargs -r awk 'length > 140 { print FILENAME ":" FNR }'))
    if [ -n "$found" ]; then
        say "Hygiene: these lines have more than 140 characters:"
        say "$found"
        code=1
    fi
    check_scripts || code=1
    [ "$code" -ne 0 ] || step "Hygiene: clean"
    return "$code"
}

check_scripts() {
    local script code=0
    while IFS= read -r script; do
        bash -n "$ROOT/$script" || code=1
        ! command -v shellcheck >/dev/null || shellcheck -x "$ROOT/$script" >&2 || code=1
    done < <(git -C "$ROOT" grep -lIE '^#!.*(ba)?sh$' -- paynode .ci contracts/bin infra tools)
    return "$code"
}
