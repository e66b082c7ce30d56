# shellcheck shell=bash
# What this machine must have: found, installed, or asked for with the exact command.

ANVIL_VERSION=1.7.1
NODE_MAJOR=20
SDK_MAJOR=10

need_dotnet() {
    if command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q "^$SDK_MAJOR\."; then
        return
    fi
    say "The .NET $SDK_MAJOR SDK is needed. To install it for this user:"
    say "  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel $SDK_MAJOR.0"
    # shellcheck disable=SC2016 # It is for the reader to paste.
    say '  export PATH="$HOME/.dotnet:$PATH"'
    missing "no .NET $SDK_MAJOR SDK on the PATH"
}

need_node() {
    local major=0
    if command -v node >/dev/null && command -v npm >/dev/null; then
        major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
    fi
    [ "$major" -lt "$NODE_MAJOR" ] || return 0
    say "Node.js $NODE_MAJOR or newer with npm is needed. To install it for this user:"
    say "  curl -fsSL https://raw.githubusercontent.com/nvm-sh/nvm/v0.40.3/install.sh | bash"
    say "  . ~/.nvm/nvm.sh && nvm install $NODE_MAJOR"
    missing "no Node.js $NODE_MAJOR with npm on the PATH"
}

has_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

missing_packages() {
    [ -n "${DATABASE_URL:-}" ] || has_postgres || echo postgresql
    [ -n "${REDIS_URL:-}" ] || command -v redis-server >/dev/null || echo redis-server
}

is_debian() {
    [ -r /etc/os-release ] && command -v apt-get >/dev/null &&
        grep -qE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release
}

need_servers() {
    local packages
    packages=$(missing_packages | tr '\n' ' ')
    packages=${packages% }
    [ -n "$packages" ] || return 0
    if is_debian && [ "$(id -u)" -eq 0 ]; then
        install_packages "$packages"
        packages=$(missing_packages)
        [ -z "$packages" ] || fail "installed, but still not found: $packages"
    elif is_debian; then
        missing "to install what is missing: sudo apt-get update && sudo apt-get install -y $packages"
    elif command -v brew >/dev/null; then
        missing "to install what is missing: brew install ${packages/redis-server/redis}"
    elif command -v dnf >/dev/null; then
        packages=${packages/redis-server/redis}
        missing "to install what is missing: sudo dnf install -y ${packages/postgresql/postgresql-server}"
    else
        missing "install PostgreSQL and Redis ($packages), or set DATABASE_URL and REDIS_URL"
    fi
}

# Debian starts a service as soon as it is installed, unless /usr/sbin/policy-rc.d forbids it. Ours does so
# only while the packages are unpacked; one that is there already is somebody's own and stays.
install_packages() {
    local policy=/usr/sbin/policy-rc.d mark='written by paynode for the time of one installation'
    (
        exec 8>/var/lock/paynode-install.lock
        flock 8
        if [ ! -e "$policy" ] || grep -q "$mark" "$policy"; then
            trap 'rm -f "$policy"' EXIT
            trap 'exit 1' INT TERM HUP
            printf '#!/bin/sh\n# %s\nexit 101\n' "$mark" >"$policy"
            chmod 755 "$policy"
        fi
        export DEBIAN_FRONTEND=noninteractive
        progress "Reading the package lists" "$LOGS/apt-update.log" apt-get update -q 8>&-
        # shellcheck disable=SC2086 # A list of package names.
        progress "Installing $1" "$LOGS/apt-install.log" \
            apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 $1 8>&-
        for service in $1; do
            keep_from_boot "$service"
        done
    )
}

# Nobody asked for a server that starts with the machine: we run private ones.
keep_from_boot() {
    if command -v systemctl >/dev/null; then
        systemctl disable "$1" >/dev/null 2>&1 || true
    elif command -v update-rc.d >/dev/null; then
        update-rc.d "$1" disable >/dev/null 2>&1 || true
    fi
}

anvil_binary() {
    local found
    if [ -n "${PAYNODE_ANVIL:-}" ]; then
        printf '%s' "$PAYNODE_ANVIL"
        return
    fi
    for found in "$STATE"/tools/node_modules/@foundry-rs/anvil-*/bin/anvil \
        "$ROOT"/contracts/node_modules/@foundry-rs/anvil-*/bin/anvil; do
        [ -x "$found" ] && printf '%s' "$found" && return
    done
    command -v anvil || true
}

need_anvil() {
    [ -z "${CHAIN_RPC_URL:-}" ] || return 0
    local anvil
    anvil=$(anvil_binary)
    [ -z "$anvil" ] || return 0
    need_node
    mkdir -p "$STATE/tools"
    progress "Installing the chain (Anvil $ANVIL_VERSION)" "$LOGS/npm-anvil.log" \
        npm install --prefix "$STATE/tools" --no-save --no-audit --no-fund "@foundry-rs/anvil@$ANVIL_VERSION"
    anvil=$(anvil_binary)
    [ -n "$anvil" ] || fail "npm installed Anvil, but no program for this platform came with it"
    "$anvil" --version >/dev/null || fail "Anvil does not run here: $anvil"
}

# The compiler, and what the refund script stands on.
need_contract_packages() {
    need_node
    [ -d "$ROOT/contracts/node_modules/ethers" ] || progress "Installing the contracts' packages" "$LOGS/npm-contracts.log" \
        npm install --prefix "$ROOT/contracts" --no-audit --no-fund
}

need_services() {
    need_servers
    need_anvil
}
