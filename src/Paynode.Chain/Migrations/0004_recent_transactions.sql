-- Final transactions are looked at for a while, in case their block is lost after all.
CREATE INDEX transactions_recent ON chain.transactions (chain_id, sender, updated_at) WHERE state IN ('succeeded', 'reverted');
