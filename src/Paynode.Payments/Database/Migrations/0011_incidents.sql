-- News of providers that the operator passes on: status pages, incident reports, licences. Text of others, for the scorer alone.
CREATE TABLE paynode.incidents (
    id        uuid PRIMARY KEY,
    -- Null: it concerns every corridor.
    corridor  text,
    text      text NOT NULL,
    at        timestamptz NOT NULL,
    is_scored boolean NOT NULL DEFAULT false
);
CREATE INDEX incidents_by_age ON paynode.incidents (at);
CREATE INDEX incidents_unscored ON paynode.incidents (at) WHERE NOT is_scored;
