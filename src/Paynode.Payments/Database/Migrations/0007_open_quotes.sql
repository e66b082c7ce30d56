-- Liquidity is counted by currency over the quotes that still bind, taken ones included, while the partition waits.
CREATE INDEX quotes_that_bind ON paynode.quotes (fiat, expires_at);
