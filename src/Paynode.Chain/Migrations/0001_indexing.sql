CREATE SCHEMA IF NOT EXISTS chain;

-- How far each chain has been read. The version lets a poll that was overtaken by another one give up.
CREATE TABLE chain.cursors (
    chain_id     bigint PRIMARY KEY,
    start_block  bigint NOT NULL,
    block_number bigint NOT NULL,
    block_hash   bytea CHECK (length(block_hash) = 32),
    head_number  bigint NOT NULL,
    version      bigint NOT NULL,
    updated_at   timestamptz NOT NULL
);

-- The canonical chain as last seen, as far back as a reorganisation may reach.
CREATE TABLE chain.blocks (
    chain_id     bigint NOT NULL,
    block_number bigint NOT NULL,
    block_hash   bytea NOT NULL CHECK (length(block_hash) = 32),
    PRIMARY KEY (chain_id, block_number)
);

-- Every event ever seen, withdrawn ones too. The raw log is kept: what is decoded from it can be decoded again.
CREATE TABLE chain.events (
    id               bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    chain_id         bigint NOT NULL,
    block_hash       bytea NOT NULL CHECK (length(block_hash) = 32),
    transaction_hash bytea NOT NULL CHECK (length(transaction_hash) = 32),
    log_index        bigint NOT NULL,
    block_number     bigint NOT NULL,
    block_time       bigint NOT NULL,
    address          bytea NOT NULL CHECK (length(address) = 20),
    topics           bytea NOT NULL CHECK (length(topics) % 32 = 0),
    data             bytea NOT NULL,
    kind             text NOT NULL,
    order_id         bytea CHECK (length(order_id) = 32),
    amount           numeric(78, 0) NOT NULL,
    required_kind    text NOT NULL CHECK (required_kind IN ('depth', 'safe', 'finalized')),
    required_depth   integer NOT NULL CHECK (required_depth >= 1),
    state            text NOT NULL CHECK (state IN ('observed', 'confirmed', 'dispatched', 'withdrawn')),
    -- Counts up when an event comes back after its withdrawal was announced, so that its key is a new one.
    incarnation      integer NOT NULL DEFAULT 1,
    observed_at      timestamptz NOT NULL,
    PRIMARY KEY (chain_id, block_hash, transaction_hash, log_index)
);
CREATE INDEX events_waiting ON chain.events (chain_id, block_number) WHERE state = 'observed';
CREATE INDEX events_by_block ON chain.events (chain_id, block_number);
CREATE INDEX events_by_order ON chain.events (order_id) WHERE order_id IS NOT NULL;

-- What the consumer is told, in order: an event is confirmed; a told event has been withdrawn.
CREATE TABLE chain.notices (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id      bigint NOT NULL REFERENCES chain.events (id),
    incarnation   integer NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('confirmed', 'withdrawn')),
    -- Whether a consumer may have acted on it; set before it is handed out.
    taken         boolean NOT NULL DEFAULT false,
    leased_until  timestamptz,
    dispatched_at timestamptz,
    UNIQUE (event_id, incarnation, kind)
);
CREATE INDEX notices_open ON chain.notices (id) WHERE dispatched_at IS NULL;

-- The orders whose deposit addresses are watched; also how an escrow order id is known to be one of ours.
CREATE TABLE chain.deposits (
    chain_id      bigint NOT NULL,
    address       bytea NOT NULL CHECK (length(address) = 20),
    order_id      bytea NOT NULL CHECK (length(order_id) = 32),
    reference     bytea NOT NULL CHECK (length(reference) = 32),
    token         bytea NOT NULL CHECK (length(token) = 20),
    terms         bytea NOT NULL,
    deadline      bigint NOT NULL,
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (chain_id, address)
);
CREATE UNIQUE INDEX deposits_by_order ON chain.deposits (chain_id, order_id);
CREATE INDEX deposits_by_deadline ON chain.deposits (chain_id, deadline);
