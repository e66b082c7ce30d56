-- What is to be signed stands under a seal whose key is not in the database: who writes here cannot have another call signed.
-- A request of a former release gets its seal when it is requested again under its key.
ALTER TABLE chain.transactions ADD COLUMN seal bytea;
