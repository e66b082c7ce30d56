-- Written once a second by whoever is asked whether the host is ready: a database that takes no writes is not.
CREATE TABLE paynode.readiness (
    id         int PRIMARY KEY CHECK (id = 1),
    written_at timestamptz NOT NULL
) WITH (fillfactor = 10);
