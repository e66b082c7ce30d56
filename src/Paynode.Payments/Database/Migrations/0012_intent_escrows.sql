-- The contract that holds the order's funds, lower-case hex; null is the chain's present one. A batch goes to one contract.
ALTER TABLE paynode.chain_intents ADD COLUMN escrow text CHECK (escrow = lower(escrow));
