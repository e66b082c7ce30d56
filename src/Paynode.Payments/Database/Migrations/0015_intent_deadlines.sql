-- From when on the payer can take back what a release is to pay: it has to be on the chain before. Null for refunds.
ALTER TABLE paynode.chain_intents ADD COLUMN deadline timestamptz;
UPDATE paynode.chain_intents i SET deadline = o.escrow_deadline FROM paynode.orders o
WHERE o.id = i.order_id AND i.kind = 'release' AND NOT i.is_final;
