-- The next nonce of each key, so that it survives a restart and a node that lags.
CREATE TABLE chain.senders (
    chain_id   bigint NOT NULL,
    sender     bytea NOT NULL CHECK (length(sender) = 20),
    next_nonce bigint NOT NULL,
    PRIMARY KEY (chain_id, sender)
);

-- What is to happen on the chain, once for each idempotency key.
CREATE TABLE chain.transactions (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain_id            bigint NOT NULL,
    sender              bytea NOT NULL CHECK (length(sender) = 20),
    idempotency_key     text NOT NULL,
    recipient           bytea NOT NULL CHECK (length(recipient) = 20),
    data                bytea NOT NULL,
    value               numeric(78, 0) NOT NULL CHECK (value >= 0),
    state               text NOT NULL CHECK (state IN ('queued', 'pending', 'mined', 'succeeded', 'reverted', 'refused')),
    -- Why nothing happens at the moment; null while things move.
    waiting             text,
    -- Fills a hole in the nonces and means nothing else.
    is_filler           boolean NOT NULL DEFAULT false,
    nonce               bigint,
    gas_limit           bigint,
    estimate_failures   integer NOT NULL DEFAULT 0,
    mined_hash          bytea,
    block_number        bigint,
    block_hash          bytea,
    gas_used            bigint,
    effective_gas_price numeric(78, 0),
    revert_data         bytea,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    UNIQUE (chain_id, idempotency_key),
    UNIQUE (chain_id, sender, nonce),
    CHECK ((nonce IS NOT NULL) = (state IN ('pending', 'mined', 'succeeded', 'reverted')))
);
CREATE INDEX transactions_open ON chain.transactions (chain_id, sender, id) WHERE state IN ('queued', 'pending', 'mined');

-- Every signed form of a transaction. Stored before it is sent: what may be on its way is always known.
CREATE TABLE chain.attempts (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id bigint NOT NULL REFERENCES chain.transactions (id),
    nonce          bigint NOT NULL,
    hash           bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    raw            bytea NOT NULL,
    max_fee        numeric(78, 0) NOT NULL,
    priority_fee   numeric(78, 0) NOT NULL,
    signed_at      timestamptz NOT NULL,
    -- How often it was handed to a node, whatever came of it.
    sends          integer NOT NULL DEFAULT 0,
    -- When a node last took it; null while that is unknown.
    sent_at        timestamptz,
    -- The node wants a higher fee.
    underpriced    boolean NOT NULL DEFAULT false,
    -- Its nonce was used up by something else: it can never be mined.
    abandoned      boolean NOT NULL DEFAULT false
);
CREATE INDEX attempts_by_transaction ON chain.attempts (transaction_id, id);
