-- A batch that fails as a whole is halved until the intent that spoils it stands alone: the most that its next batch may hold.
ALTER TABLE paynode.chain_intents ADD COLUMN batch_limit int CHECK (batch_limit >= 1);
-- One that fails alone waits until then, so that it costs nothing meanwhile; and why.
ALTER TABLE paynode.chain_intents ADD COLUMN parked_until timestamptz;
ALTER TABLE paynode.chain_intents ADD COLUMN failure text;
CREATE INDEX chain_intents_parked ON paynode.chain_intents (chain, parked_until) WHERE parked_until IS NOT NULL AND NOT is_final;
CREATE INDEX chain_intents_by_order ON paynode.chain_intents (order_id) WHERE order_id IS NOT NULL;
