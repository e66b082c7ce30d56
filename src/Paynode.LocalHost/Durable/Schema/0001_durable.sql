CREATE SCHEMA IF NOT EXISTS durable;

-- Settings of the hub that must not change once it has data.
CREATE TABLE durable.hub (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- Which process may write a partition, run the timers or consume a queue. The epoch increases with each owner.
CREATE TABLE durable.leases (
    resource text PRIMARY KEY,
    owner    integer,
    epoch    bigint NOT NULL DEFAULT 0,
    beat     bigint NOT NULL DEFAULT 0
);

-- The log: one row for each commit of a partition, with the steps of all instances in it. A process that takes over a
-- partition writes a marker, and only the epoch of the last entry may append. The last entry is therefore never deleted.
CREATE TABLE durable.journal (
    partition smallint NOT NULL,
    sequence  bigint   NOT NULL,
    epoch     bigint   NOT NULL,
    data      bytea    NOT NULL,
    PRIMARY KEY (partition, sequence)
);
-- Entries exist for seconds; compressing them would cost more than it saves.
ALTER TABLE durable.journal ALTER COLUMN data SET STORAGE EXTERNAL;
-- Every entry is soon deleted. Busy writers vacuum the table themselves; otherwise autovacuum does, in each of its rounds.
-- The file is not truncated, because writers would wait for the lock that this takes.
ALTER TABLE durable.journal SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false,
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000, toast.autovacuum_vacuum_cost_delay = 0,
    toast.vacuum_truncate = false);

-- Appends the marker of a new owner and returns its sequence number, or null if a later owner has already written.
-- The lock (1685418602 spells "durj") is held until the transaction ends, so that the entry read is the latest.
CREATE FUNCTION durable.take_over(p smallint, e bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    last record;
    marker bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(1685418602, p);
    SELECT sequence, epoch INTO last FROM durable.journal WHERE partition = p ORDER BY sequence DESC LIMIT 1;
    IF last.epoch > e THEN
        RETURN NULL;
    END IF;
    INSERT INTO durable.journal (partition, sequence, epoch, data) VALUES (p, coalesce(last.sequence, 0) + 1, e, '')
    RETURNING sequence INTO marker;
    RETURN marker;
END $$;

-- Appends one entry to each of several partitions and deletes entries that are no longer needed, if the last entry of each
-- is the writer's own and precedes the new one. Otherwise the whole transaction fails, including the commits' other writes.
-- The partitions are in ascending order, so that two writers cannot deadlock.
CREATE FUNCTION durable.append(p smallint[], s bigint[], e bigint[], d bytea[], cut_below bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    FOR i IN 1 .. cardinality(p) LOOP
        PERFORM pg_advisory_xact_lock(1685418602, p[i]);
        SELECT sequence, epoch INTO last FROM durable.journal WHERE partition = p[i] ORDER BY sequence DESC LIMIT 1;
        IF last.epoch IS DISTINCT FROM e[i] OR last.sequence >= s[i] THEN
            RAISE EXCEPTION 'partition % is not written under epoch %', p[i], e[i] USING ERRCODE = 'unique_violation';
        END IF;
        INSERT INTO durable.journal (partition, sequence, epoch, data) VALUES (p[i], s[i], e[i], d[i]);
        IF cut_below[i] > 0 THEN
            DELETE FROM durable.journal WHERE partition = p[i] AND sequence < cut_below[i];
        END IF;
    END LOOP;
END $$;

-- Instances as of the journal entry in "sequence": written when they end, are evicted, or keep the journal from being truncated.
CREATE TABLE durable.instances (
    id            text COLLATE "C" PRIMARY KEY,
    partition     smallint    NOT NULL,
    name          text        NOT NULL,
    status        smallint    NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    next_due      timestamptz,
    busy          boolean     NOT NULL,
    custom_status bytea,
    sequence      bigint      NOT NULL,
    history       bytea       NOT NULL
);
ALTER TABLE durable.instances SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX instances_by_creation ON durable.instances (created_at, id);
CREATE INDEX instances_to_purge ON durable.instances (updated_at) WHERE status IN (1, 3, 5) AND NOT busy;
CREATE INDEX instances_to_open ON durable.instances (partition) WHERE busy OR next_due IS NOT NULL;

-- Instances by id. Plans are cached for the life of a connection, and one made while the table was small would scan the
-- whole table for each id; sequential scans are therefore disabled.
CREATE FUNCTION durable.find_instances(ids text[]) RETURNS SETOF durable.instances LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT * FROM durable.instances WHERE id = ANY(ids);
END $$;

-- Messages to instances of another partition, or to instances that are not in memory. Deleted in the commit with their effect.
CREATE TABLE durable.inbox (
    id          uuid     PRIMARY KEY,
    place       bigint   GENERATED ALWAYS AS IDENTITY,
    partition   smallint NOT NULL,
    instance_id text     NOT NULL,
    generation  integer  NOT NULL,
    event       bytea    NOT NULL
);
CREATE INDEX inbox_by_partition ON durable.inbox (partition, place);

-- Deletes the messages whose effect is in the commit. A missing one took effect in an earlier commit: the transaction then
-- fails, so that no message can take effect twice, however late a copy of it arrives.
CREATE FUNCTION durable.consume(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    removed bigint;
BEGIN
    DELETE FROM durable.inbox WHERE id = ANY(ids);
    GET DIAGNOSTICS removed = ROW_COUNT;
    IF removed <> cardinality(ids) THEN
        RAISE EXCEPTION '% of % messages have been consumed before', cardinality(ids) - removed, cardinality(ids)
            USING ERRCODE = 'no_data_found';
    END IF;
END $$;
