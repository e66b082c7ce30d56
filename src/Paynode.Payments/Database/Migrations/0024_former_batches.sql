-- The batch that carried a release or refund last and was given up: while its transaction is under way, the opposite is not decided.
ALTER TABLE paynode.chain_intents ADD COLUMN former_batch_key text;
