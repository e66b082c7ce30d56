-- Up to where every block has been read a second time, long after it was new. Reading a chain again is moving this back.
ALTER TABLE chain.cursors ADD COLUMN audited_block bigint NOT NULL DEFAULT 0;
UPDATE chain.cursors SET audited_block = start_block - 1;
ALTER TABLE chain.cursors ALTER COLUMN audited_block DROP DEFAULT;
