-- Messages that wait for a function. One process at a time consumes a queue (durable.leases, "queue:NAME").
CREATE TABLE durable.queue_messages (
    sequence       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue          text        NOT NULL,
    message_id     text        NOT NULL,
    session_id     text,
    body           bytea       NOT NULL,
    enqueued_at    timestamptz NOT NULL DEFAULT now(),
    available_at   timestamptz NOT NULL,
    delivery_count integer     NOT NULL DEFAULT 0,
    trace_parent   text
);
CREATE INDEX queue_messages_by_queue ON durable.queue_messages (queue, sequence);
CREATE INDEX queue_messages_by_session ON durable.queue_messages (queue, session_id, sequence) WHERE session_id IS NOT NULL;

-- Claims messages that may be handled now. The delivery is counted before the message is handled, so that a message that
-- crashes the process is counted too. Only the database's clock determines what is due, because the clocks of senders and
-- consumers differ. A session's messages are delivered in order, so its first one blocks the others while it is not yet due.
-- Messages that do not fit into a session's batch are not claimed, because that would count as a delivery.
-- Sorting and scans are disabled: a plan made while the queue was short would read and sort all of a long one for each claim.
CREATE FUNCTION durable.claim_messages(
    q text, most integer, in_flight bigint[], by_session boolean, busy text[], holder bigint, per_session integer)
RETURNS SETOF durable.queue_messages LANGUAGE plpgsql
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM durable.leases l WHERE l.resource = 'queue:' || q AND l.epoch = holder) THEN
        RETURN;
    END IF;
    IF by_session AND per_session > 1 THEN
        RETURN QUERY
        UPDATE durable.queue_messages AS claimed SET delivery_count = claimed.delivery_count + 1 WHERE claimed.sequence IN (
            SELECT placed.sequence FROM (
                SELECT m.sequence, row_number() OVER (PARTITION BY m.session_id ORDER BY m.sequence) AS place FROM durable.queue_messages m
                WHERE m.queue = q AND m.available_at <= now() AND m.sequence <> ALL (in_flight)
                  AND (m.session_id IS NULL OR m.session_id <> ALL (busy) AND NOT EXISTS (
                      SELECT FROM durable.queue_messages e
                      WHERE e.queue = q AND e.session_id = m.session_id AND e.sequence < m.sequence AND e.available_at > now()))) placed
            WHERE placed.place <= per_session ORDER BY placed.sequence LIMIT most)
        RETURNING claimed.*;
    ELSE
        RETURN QUERY
        UPDATE durable.queue_messages AS claimed SET delivery_count = claimed.delivery_count + 1 WHERE claimed.sequence IN (
            SELECT m.sequence FROM durable.queue_messages m
            WHERE m.queue = q AND m.available_at <= now() AND m.sequence <> ALL (in_flight)
              AND (NOT by_session OR m.session_id IS NULL OR m.session_id <> ALL (busy) AND NOT EXISTS (
                  SELECT FROM durable.queue_messages e
                  WHERE e.queue = q AND e.session_id = m.session_id AND e.sequence < m.sequence))
            ORDER BY m.sequence LIMIT most)
        RETURNING claimed.*;
    END IF;
END $$;

-- Message ids seen within the duplicate-detection window.
CREATE TABLE durable.queue_receipts (
    queue      text        NOT NULL,
    message_id text        NOT NULL,
    seen_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (queue, message_id)
);
CREATE INDEX queue_receipts_by_age ON durable.queue_receipts (seen_at);

-- Messages that could not be handled, with the reason.
CREATE TABLE durable.dead_letters (
    sequence       bigint      PRIMARY KEY,
    queue          text        NOT NULL,
    message_id     text        NOT NULL,
    session_id     text,
    body           bytea       NOT NULL,
    enqueued_at    timestamptz NOT NULL,
    delivery_count integer     NOT NULL,
    reason         text        NOT NULL,
    description    text        NOT NULL,
    dead_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_by_queue ON durable.dead_letters (queue, sequence);

-- When each timer function last ran and runs next.
CREATE TABLE durable.timers (
    name     text PRIMARY KEY,
    schedule text NOT NULL,
    last_run timestamptz,
    next_run timestamptz NOT NULL
);
