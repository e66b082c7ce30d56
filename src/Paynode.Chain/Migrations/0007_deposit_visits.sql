-- Deposit addresses where tokens arrived: each is looked at until there is nothing left to do.
CREATE TABLE chain.deposit_visits (
    chain_id   bigint NOT NULL,
    address    bytea NOT NULL CHECK (length(address) = 20),
    token      bytea NOT NULL CHECK (length(token) = 20),
    -- When to look next; null while there is nothing to do.
    due_at     timestamptz,
    -- How often tokens were moved on from here. Each call has a key of its own, so that one that failed is made again.
    calls      integer NOT NULL DEFAULT 0,
    -- Looks since the last transfer that found nothing to do: the node may lag behind the transfer.
    idle_looks integer NOT NULL DEFAULT 0,
    PRIMARY KEY (chain_id, address, token)
);
CREATE INDEX deposit_visits_due ON chain.deposit_visits (chain_id, due_at) WHERE due_at IS NOT NULL;
-- The gas that a call is given at the least, for calls that may take another path than the one that was estimated.
ALTER TABLE chain.transactions ADD COLUMN least_gas bigint NOT NULL DEFAULT 0;
