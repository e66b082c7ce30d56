-- What is to be signed stands under a seal whose key is not in the database: who writes here cannot have another call signed.
ALTER TABLE chain.transactions ADD COLUMN seal bytea;
-- -1 is what limits a loss: it goes before everything else.
ALTER TABLE chain.transactions DROP CONSTRAINT transactions_urgency_check;
ALTER TABLE chain.transactions ADD CONSTRAINT transactions_urgency_check CHECK (urgency IN (-1, 0, 1));
