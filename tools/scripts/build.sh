# shellcheck shell=bash
# Running what takes long, one run at a time in a clone.

# progress TITLE LOG COMMAND...: runs it quietly, shows that time passes, and shows the log if it fails.
progress() {
    local title=$1 log=$2 started=$SECONDS code=0 shown=0
    shift 2
    mkdir -p "$(dirname "$log")"
    # Descriptor 9 is the clone's lock: what the command leaves running must not keep it.
    "$@" >"$log" 2>&1 </dev/null 9>&- &
    local command=$!
    while kill -0 "$command" 2>/dev/null; do
        sleep 0.5
        shown=$(show_progress "$title" $((SECONDS - started)) "$shown")
    done
    wait "$command" || code=$?
    [ ! -t 2 ] || printf '\r\033[K' >&2
    if [ "$code" -ne 0 ]; then
        say "$title: failed after $((SECONDS - started)) s. The end of $log:"
        tail -n 40 "$log" >&2
        return "$code"
    fi
    step "$title: $((SECONDS - started)) s"
}

# On a terminal one line that counts; otherwise a line every 15 seconds. Prints the last second shown.
show_progress() {
    if [ -t 2 ]; then
        printf '\r\033[K==> %s ... %s s' "$1" "$2" >&2
    elif [ $(($2 - $3)) -ge 15 ]; then
        say "    $1 ... $2 s"
        printf '%s' "$2"
        return
    fi
    printf '%s' "$3"
}

# One run at a time installs and builds in a clone; the lock goes when the script ends or execs.
lock_clone() {
    mkdir -p "$STATE"
    command -v flock >/dev/null || return 0
    exec 9>"$STATE/lock"
    flock -n 9 && return
    say "Another run in this clone is building; waiting for it."
    flock 9
}

unlock_clone() { exec 9>&-; }

# build NAME PROJECT OUTPUT: builds it in Release, unless OUTPUT is there and newer than all sources.
build() {
    local stamp=$STATE/built-$1 now=$STATE/building-$1
    if [ -e "$3" ] && { is_current "$stamp" || is_current "$STATE/built-all"; }; then
        return
    fi
    # The stamp is as old as the sources that the build began with: later edits are newer.
    list_sources | cksum >"$now"
    progress "Building ($1)" "$LOGS/build-$1.log" \
        dotnet build "$ROOT/$2" -c Release --nologo -v minimal -clp:NoSummary
    mv -f "$now" "$stamp"
}

# Whether no source was changed since (newer than the stamp), nor added, moved or deleted (the list's checksum).
is_current() {
    [ -f "$1" ] && [ "$(list_sources | cksum)" = "$(cat "$1")" ] && [ -z "$(list_sources -newer "$1" | head -n 1)" ]
}

list_sources() (
    cd "$ROOT" && find . \( -name bin -o -name obj -o -name node_modules -o -name out -o -name cache -o -path ./docs -o -name '.[a-z]*' -type d \) -prune \
        -o -type f "$@" \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.sln' \
        -o -name '*.sql' -o -name '*.lua' -o -name '*.json' -o -name '*.sh' -o -name .editorconfig \) -print | sort
)
