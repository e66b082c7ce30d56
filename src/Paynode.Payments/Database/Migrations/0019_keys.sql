-- What a provider that was switched off is to be released waits until the operator has decided.
ALTER TABLE paynode.providers ADD COLUMN releases_held boolean NOT NULL DEFAULT false;
ALTER TABLE paynode.chain_intents ADD COLUMN provider_id uuid;
ALTER TABLE paynode.chain_intents ADD COLUMN held_at timestamptz;
ALTER TABLE paynode.chain_intents ADD COLUMN held_reason text;
CREATE INDEX chain_intents_of_provider ON paynode.chain_intents (provider_id) WHERE provider_id IS NOT NULL AND NOT is_final;
CREATE INDEX offers_open_of_provider ON paynode.offers (provider_id) WHERE state = 'offered';

-- What the operator did to keys, addresses and switches. Append-only, as the ledger.
CREATE TABLE paynode.audit_entries (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    action  text NOT NULL,
    subject text NOT NULL,
    data    jsonb NOT NULL
);
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON paynode.audit_entries
    FOR EACH ROW EXECUTE FUNCTION paynode.refuse_change();
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON paynode.audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION paynode.refuse_change();
