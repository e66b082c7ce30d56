-- A person asked for the chain to be read again up to here, without waiting until it is old; null when it was done.
ALTER TABLE chain.cursors ADD COLUMN reread_block bigint;
