-- When an order came to its end. Soon after, its deposit address is no longer asked for with each block, only at the second reading.
ALTER TABLE chain.deposits ADD COLUMN closed_at timestamptz;
CREATE INDEX deposits_open ON chain.deposits (chain_id, deadline) WHERE closed_at IS NULL;
CREATE INDEX deposits_closed ON chain.deposits (chain_id, closed_at) WHERE closed_at IS NOT NULL;
