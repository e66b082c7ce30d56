-- The brain used alone: what each sender's own providers taught it, apart from every other sender's.

-- An empty provider is the corridor's own part.
CREATE TABLE paynode.advice_models (
    tenant_id uuid NOT NULL REFERENCES paynode.tenants (id),
    corridor  text NOT NULL,
    provider  text NOT NULL,
    model     bytea NOT NULL,
    PRIMARY KEY (tenant_id, corridor, provider)
) WITH (fillfactor = 70);

CREATE TABLE paynode.advice_decisions (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES paynode.tenants (id),
    corridor   text NOT NULL,
    context    bytea NOT NULL,
    providers  text[] NOT NULL,
    loadings   double precision[] NOT NULL,
    decided_at timestamptz NOT NULL
);
CREATE INDEX advice_decisions_by_age ON paynode.advice_decisions (decided_at);

-- One outcome of one provider for one decision, so that none is learned twice.
CREATE TABLE paynode.advice_outcomes (
    decision_id uuid NOT NULL REFERENCES paynode.advice_decisions (id) ON DELETE CASCADE,
    provider    text NOT NULL,
    result      text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (decision_id, provider)
);
