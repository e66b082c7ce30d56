-- What the routing index in Redis is rebuilt from, and who decides over a partition's liquidity while Redis is away.

-- The epoch grows whenever the arbiter changes. An offer is stored only under the epoch that its liquidity was reserved
-- under, so that two arbiters never give the same liquidity away twice.
CREATE TABLE paynode.routing_partitions (
    partition   text PRIMARY KEY,
    epoch       bigint NOT NULL CHECK (epoch > 0),
    in_database boolean NOT NULL
);

-- Reservations that the database made itself.
CREATE TABLE paynode.liquidity_holds (
    hold_id      uuid PRIMARY KEY,
    provider_id  uuid NOT NULL REFERENCES paynode.providers (id),
    token        text NOT NULL,
    fiat         text NOT NULL,
    amount_minor numeric(39, 0) NOT NULL CHECK (amount_minor > 0),
    expires_at   timestamptz NOT NULL,
    is_open      boolean NOT NULL DEFAULT true
);
CREATE INDEX liquidity_holds_open ON paynode.liquidity_holds (fiat, provider_id) WHERE is_open;

-- What was learned, in the model's own form; a null provider is the corridor's own part.
CREATE TABLE paynode.routing_learned (
    token       text NOT NULL,
    fiat        text NOT NULL,
    provider_id uuid,
    version     bigint NOT NULL,
    model       bytea NOT NULL,
    UNIQUE NULLS NOT DISTINCT (token, fiat, provider_id)
) WITH (fillfactor = 70);
