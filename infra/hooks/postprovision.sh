#!/usr/bin/env sh
# After the resources exist: writes the secrets that nobody should know, and makes each app's role in its database.
# Needs az, jq, openssl and psql, a sign-in as the database's administrator, and a way to the resources: with the private
# network, run it from inside. Running it again changes nothing.
set -eu

: "${PAYNODE_APPS:?is an output of infra/bicep/main.bicep}"
: "${PAYNODE_DATABASE_HOST:?is an output of infra/bicep/main.bicep}"
: "${PAYNODE_DATABASE_ADMINISTRATOR:?is the name of the database administrator}"

for tool in az jq openssl psql; do
    command -v "$tool" >/dev/null || { echo "postprovision: $tool is missing" >&2; exit 1; }
done

# A secret is made once: a new secrets-key would make every provider's stored secret unreadable.
write_once() {
    if said=$(az keyvault secret show --vault-name "$1" --name "$2" --query id --output tsv 2>&1 >/dev/null); then
        return
    fi
    # Only what the vault says is not there is made: not what cannot be read at the moment.
    case $said in
        *SecretNotFound*) ;;
        *)
            echo "postprovision: vault $1, $2: $said" >&2
            exit 1
            ;;
    esac
    # By a file that only we can read: an argument would show in the list of processes.
    file=$(mktemp)
    trap 'rm -f "$file"' EXIT
    openssl rand -base64 32 | tr -d '\n' >"$file"
    az keyvault secret set --vault-name "$1" --name "$2" --file "$file" --output none
    rm -f "$file"
    echo "Vault $1: made $2"
}

PGPASSWORD=$(az account get-access-token --resource-type oss-rdbms --query accessToken --output tsv)
# The token goes to a server that has proved its name and to no other. `system` needs psql 16 or later; an older one takes a file.
export PGPASSWORD PGSSLMODE=verify-full PGSSLROOTCERT="${PGSSLROOTCERT:-system}" PGHOST="$PAYNODE_DATABASE_HOST" PGUSER="$PAYNODE_DATABASE_ADMINISTRATOR"

# The app owns its database, so that it can migrate it, and reaches no other one.
make_role() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set identity="$1" --set object_id="$2" --set database="$3" postgres <<'SQL'
SELECT pgaadauth_create_principal_with_oid(:'identity', :'object_id', 'service', false, false)
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :'identity');
GRANT :"identity" TO CURRENT_USER;
ALTER DATABASE :"database" OWNER TO :"identity";
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
SQL
    echo "Database $3 belongs to $1"
}

echo "$PAYNODE_APPS" | jq -r '.[] | [.vault, .identity, .principalId, .database, .functionApp] | @tsv' |
    while IFS="$(printf '\t')" read -r vault identity object_id database app; do
        for secret in admin-key secrets-key chain-webhook-key; do
            write_once "$vault" "$secret"
        done
        make_role "$identity" "$object_id" "$database" </dev/null
        echo "$app is prepared."
    done
