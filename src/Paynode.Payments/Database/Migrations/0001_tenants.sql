-- Who may call, and what has been asked already.

CREATE TABLE paynode.tenants (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL
);

-- Only the hash of a key is kept: who reads this table cannot call.
CREATE TABLE paynode.api_keys (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    tenant_id  uuid NOT NULL REFERENCES paynode.tenants (id),
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX api_keys_of_tenant ON paynode.api_keys (tenant_id) WHERE revoked_at IS NULL;

-- One key, one tenant, one body: one answer. The row commits together with what the request changed.
CREATE TABLE paynode.idempotency_keys (
    tenant_id    uuid NOT NULL,
    operation    text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    status       int NOT NULL CHECK (status BETWEEN 200 AND 299),
    -- UTF-8 JSON, byte for byte as it was first answered; sealed when it holds a secret.
    body         bytea NOT NULL,
    sealed       boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, operation, key)
);
CREATE INDEX idempotency_keys_by_age ON paynode.idempotency_keys (created_at);
