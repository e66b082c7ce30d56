-- Every message is applied at most once (inbox); every committed change is published at least once (outbox); every
-- escrow order is released or refunded, never both (chain intents).

CREATE TABLE paynode.inbox (
    key text PRIMARY KEY,
    at  timestamptz NOT NULL
);
CREATE INDEX inbox_by_age ON paynode.inbox (at);

CREATE TABLE paynode.outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL,
    destination  text NOT NULL,
    name         text NOT NULL,
    payload      text NOT NULL,
    created_at   timestamptz NOT NULL,
    leased_until timestamptz,
    attempts     int NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

CREATE TABLE paynode.chain_batches (
    batch_key  text PRIMARY KEY,
    chain      text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('release', 'refund')),
    created_at timestamptz NOT NULL
);

CREATE TABLE paynode.chain_intents (
    chain            text NOT NULL,
    escrow_order_id  text NOT NULL CHECK (escrow_order_id = lower(escrow_order_id)),
    order_id         uuid,
    kind             text NOT NULL CHECK (kind IN ('release', 'refund')),
    provider_address text,
    currency         text NOT NULL,
    amount_minor     numeric(39, 0) NOT NULL CHECK (amount_minor > 0),
    created_at       timestamptz NOT NULL,
    batch_key        text REFERENCES paynode.chain_batches (batch_key),
    is_final         boolean NOT NULL DEFAULT false,
    requeues         int NOT NULL DEFAULT 0,
    -- The primary key is the promise: one escrow order, one intent, of one kind.
    PRIMARY KEY (chain, escrow_order_id),
    CHECK ((kind = 'release') = (provider_address IS NOT NULL))
);
CREATE INDEX chain_intents_waiting ON paynode.chain_intents (chain, kind, created_at, escrow_order_id)
    WHERE batch_key IS NULL AND NOT is_final;
CREATE INDEX chain_intents_under_way ON paynode.chain_intents (batch_key) WHERE batch_key IS NOT NULL AND NOT is_final;
