-- Written once a second by whoever is asked whether the host is ready: a database that takes no writes is not.
CREATE TABLE paynode.readiness (
    id         int PRIMARY KEY CHECK (id = 1),
    written_at timestamptz NOT NULL
) WITH (fillfactor = 10);

-- What unknown parties did that names an order. The first is an event of the order; how many there were is counted, so that
-- nobody can bury the order's own history.
CREATE TABLE paynode.order_counts (
    order_id uuid NOT NULL REFERENCES paynode.orders (id),
    type     text NOT NULL,
    count    bigint NOT NULL CHECK (count > 0),
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    -- The facts of the last one.
    data     jsonb NOT NULL,
    PRIMARY KEY (order_id, type)
) WITH (fillfactor = 70);
INSERT INTO paynode.order_counts (order_id, type, count, first_at, last_at, data)
SELECT order_id, type, count(*), min(at), max(at), (array_agg(data ORDER BY sequence DESC))[1]
FROM paynode.order_events WHERE type = 'deposit.mismatched' GROUP BY order_id, type;

-- What one sender's quotes hold of a currency: those that nobody took up.
CREATE INDEX quotes_of_tenant_not_taken ON paynode.quotes (tenant_id, fiat, expires_at) INCLUDE (payout_minor) WHERE order_id IS NULL;
CREATE INDEX orders_of_tenant_not_funded ON paynode.orders (tenant_id, fiat, created_at) WHERE state IN ('initiated', 'cancelled', 'expired');
