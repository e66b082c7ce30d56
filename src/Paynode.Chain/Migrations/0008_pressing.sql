-- From then on a transaction may cost more than the ceiling: what it does would soon be too late. Null: never.
ALTER TABLE chain.transactions ADD COLUMN pressing_from timestamptz;
