-- The double-entry ledger. The database itself refuses to change or delete an entry, and to commit one that does not
-- balance, so that no code can.

CREATE TABLE paynode.journals (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key      text NOT NULL UNIQUE,
    -- No foreign key: an escrow may name an order that Paynode does not know.
    order_id uuid,
    type     text NOT NULL,
    at       timestamptz NOT NULL
);
CREATE INDEX journals_of_order ON paynode.journals (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE paynode.journal_lines (
    journal_id   bigint NOT NULL REFERENCES paynode.journals (id),
    line         int NOT NULL CHECK (line > 0),
    account      text NOT NULL,
    currency     text NOT NULL,
    amount_minor numeric(39, 0) NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (journal_id, line)
);
-- Covers a balance, which then never reads the table.
CREATE INDEX journal_lines_by_account ON paynode.journal_lines (account, currency) INCLUDE (amount_minor, journal_id);

CREATE FUNCTION paynode.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: % of %.% is refused.', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER journals_append_only BEFORE UPDATE OR DELETE ON paynode.journals
    FOR EACH ROW EXECUTE FUNCTION paynode.refuse_change();
CREATE TRIGGER journals_no_truncate BEFORE TRUNCATE ON paynode.journals
    FOR EACH STATEMENT EXECUTE FUNCTION paynode.refuse_change();
CREATE TRIGGER journal_lines_append_only BEFORE UPDATE OR DELETE ON paynode.journal_lines
    FOR EACH ROW EXECUTE FUNCTION paynode.refuse_change();
CREATE TRIGGER journal_lines_no_truncate BEFORE TRUNCATE ON paynode.journal_lines
    FOR EACH STATEMENT EXECUTE FUNCTION paynode.refuse_change();

CREATE FUNCTION paynode.require_balance(checked bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) < 2 FROM paynode.journal_lines WHERE journal_id = checked)
        OR EXISTS (SELECT FROM paynode.journal_lines WHERE journal_id = checked
                   GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
        RAISE EXCEPTION 'Journal % does not balance.', checked USING ERRCODE = 'check_violation';
    END IF;
END;
$$;

CREATE FUNCTION paynode.check_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM paynode.require_balance(NEW.id);
    RETURN NULL;
END;
$$;

CREATE FUNCTION paynode.check_journal_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM paynode.require_balance(NEW.journal_id);
    RETURN NULL;
END;
$$;

-- Both: the first catches an entry without lines, the second a line added to an old entry.
CREATE CONSTRAINT TRIGGER journals_balance AFTER INSERT ON paynode.journals
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION paynode.check_journal();
CREATE CONSTRAINT TRIGGER journal_lines_balance AFTER INSERT ON paynode.journal_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION paynode.check_journal_line();
