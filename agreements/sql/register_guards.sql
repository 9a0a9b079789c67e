-- What the register promises, kept by the database for every role and every way in. Each function looks for its tables
-- in `public` only: a temporary table, or a schema put before it, with the name of one of them deceives nobody.

CREATE FUNCTION agreements_refuse_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- A transaction that keeps the snapshot of its first query does not see what was recorded since, so it may not write here.
CREATE FUNCTION agreements_refuse_old_snapshot() RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'The register and its papers are written under READ COMMITTED, not %',
            upper(current_setting('transaction_isolation')) USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE TRIGGER registryentry_frozen BEFORE UPDATE OR DELETE ON agreements_registryentry
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER entryinstrument_frozen BEFORE UPDATE OR DELETE ON agreements_entryinstrument
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER sealedpdf_frozen BEFORE UPDATE OR DELETE ON agreements_sealedpdf
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER handinaction_frozen BEFORE UPDATE OR DELETE ON agreements_handinaction
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_change();

CREATE TRIGGER registryentry_not_emptied BEFORE TRUNCATE ON agreements_registryentry
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER entryinstrument_not_emptied BEFORE TRUNCATE ON agreements_entryinstrument
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER sealedpdf_not_emptied BEFORE TRUNCATE ON agreements_sealedpdf
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER handinaction_not_emptied BEFORE TRUNCATE ON agreements_handinaction
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER instrument_not_emptied BEFORE TRUNCATE ON agreements_instrument
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER signature_not_emptied BEFORE TRUNCATE ON agreements_signature
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER scan_not_emptied BEFORE TRUNCATE ON agreements_scan
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER pageimage_not_emptied BEFORE TRUNCATE ON agreements_pageimage
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER councilact_not_emptied BEFORE TRUNCATE ON agreements_councilact
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
CREATE TRIGGER transcription_not_emptied BEFORE TRUNCATE ON agreements_transcription
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();

-- Papers, signatures and files are frozen from the moment an entry rests on them. The share lock on the
-- hand-in makes a change that races with a recording wait, and then be refused. No row goes over to another hand-in:
-- the lock would be on the wrong one.
CREATE FUNCTION agreements_hand_in_of(row_data jsonb) RETURNS bigint LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN row_data ? 'hand_in_id' THEN (row_data ->> 'hand_in_id')::bigint
        WHEN row_data ? 'scan_id' THEN (SELECT hand_in_id FROM agreements_scan WHERE id = (row_data ->> 'scan_id')::bigint)
        ELSE (SELECT hand_in_id FROM agreements_instrument WHERE id = (row_data ->> 'instrument_id')::bigint)
    END
$$;

CREATE FUNCTION agreements_is_recorded(hand_ins bigint[]) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM agreements_registryentry WHERE hand_in_id = ANY (hand_ins)) OR EXISTS (
        SELECT 1 FROM agreements_entryinstrument rest JOIN agreements_instrument paper ON paper.id = rest.instrument_id
        WHERE paper.hand_in_id = ANY (hand_ins))
$$;

CREATE FUNCTION agreements_refuse_if_recorded() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    touched bigint[] := '{}';
BEGIN
    PERFORM agreements_refuse_old_snapshot();
    IF TG_OP <> 'INSERT' THEN touched := touched || agreements_hand_in_of(to_jsonb(OLD)); END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || agreements_hand_in_of(to_jsonb(NEW)); END IF;
    PERFORM 1 FROM agreements_handin WHERE id = ANY (touched) FOR SHARE;
    IF agreements_is_recorded(touched) THEN
        RAISE EXCEPTION 'A register entry rests on this row of %: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND touched[1] IS DISTINCT FROM touched[2] THEN
        RAISE EXCEPTION 'This row of % stays with its hand-in', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER instrument_frozen_once_recorded BEFORE INSERT OR UPDATE OR DELETE ON agreements_instrument
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER signature_frozen_once_recorded BEFORE INSERT OR UPDATE OR DELETE ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER scan_frozen_once_recorded BEFORE INSERT OR UPDATE OR DELETE ON agreements_scan
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER pageimage_frozen_once_recorded BEFORE INSERT OR UPDATE OR DELETE ON agreements_pageimage
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER councilact_frozen_once_recorded BEFORE INSERT OR UPDATE OR DELETE ON agreements_councilact
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER transcription_frozen_once_recorded BEFORE INSERT OR UPDATE OR DELETE ON agreements_transcription
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();

-- So are the facts of the hand-in itself. Open stay the columns that name people, who may leave the system or take
-- another name, the committee, the place of the original, and the way to the status "recorded".
CREATE FUNCTION agreements_refuse_other_facts() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free CONSTANT text[] := '{started_by_id, handed_in_by_id, true_copy_by_id, reviewed_by_id, arrived_from,
        committee_id, original_kept_at, status}';
BEGIN
    IF to_jsonb(NEW) - free = to_jsonb(OLD) - free AND NEW.status IN (OLD.status, 'recorded') THEN RETURN NEW; END IF;
    PERFORM agreements_refuse_old_snapshot();
    IF agreements_is_recorded(ARRAY[OLD.id]) THEN
        RAISE EXCEPTION 'A register entry rests on this row of %: its facts do not change', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER handin_facts_frozen_once_recorded BEFORE UPDATE ON agreements_handin
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_other_facts();

-- The day of recording as the association's clock has it: it stands among the dates of the canonical text.
CREATE FUNCTION agreements_recorded_on(canonical text) RETURNS date LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (claim ->> 'value')::date FROM json_array_elements(canonical::json -> 'dates') claim
        WHERE claim ->> 'kind' = 'recorded'
$$;

-- Every new entry continues the chain and takes the next number; the lock lets one recording at a time decide. Its moment
-- is not before that of the entry before it and, for every role but the owner's, who loads demonstrations, it is now.
-- A partnership has one founding entry that is not void, a hand-in one for ever.
CREATE FUNCTION agreements_continue_chain() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    newest agreements_registryentry;
    first_act agreements_registryentry;
    recorded_on date;
    expected text;
BEGIN
    PERFORM agreements_refuse_old_snapshot();
    PERFORM 1 FROM agreements_handin WHERE id = NEW.hand_in_id FOR UPDATE;
    PERFORM pg_advisory_xact_lock(hashtext('agreements_register'));
    SELECT * INTO newest FROM agreements_registryentry ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> COALESCE(newest.seq, 0) + 1 OR NEW.previous_hash <> COALESCE(newest.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'Entry % does not continue the chain', NEW.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.hash <> encode(sha256(convert_to(NEW.previous_hash || E'\n' || NEW.canonical, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'The hash of entry % is wrong', NEW.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.recorded_at < newest.recorded_at OR (abs(extract(epoch FROM clock_timestamp() - NEW.recorded_at)) > 300
        AND NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER'))
    THEN
        RAISE EXCEPTION 'Entry % is recorded now, not at %', NEW.number, NEW.recorded_at
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act = 'founding' AND EXISTS (
        SELECT 1 FROM agreements_registryentry earlier WHERE earlier.act = 'founding'
            AND (earlier.hand_in_id = NEW.hand_in_id OR (earlier.partnership_id = NEW.partnership_id AND NOT EXISTS (
                SELECT 1 FROM agreements_registryentry later
                WHERE later.act = 'void' AND later.founding_id = earlier.id)))
    ) THEN
        RAISE EXCEPTION 'There is a founding entry for what entry % founds', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act = 'founding' THEN
        recorded_on := agreements_recorded_on(NEW.canonical);
        SELECT to_char(recorded_on, '"SC-"YYYY"-"') || lpad((COALESCE(max(right(number, 5)::int), 0) + 1)::text, 5, '0')
            INTO expected FROM agreements_registryentry
            WHERE act = 'founding' AND left(number, 8) = to_char(recorded_on, '"SC-"YYYY"-"');
        IF abs(recorded_on - (NEW.recorded_at AT TIME ZONE 'UTC')::date) > 1 THEN expected := NULL; END IF;
    ELSE
        SELECT * INTO first_act FROM agreements_registryentry
            WHERE id = NEW.founding_id AND act = 'founding' AND partnership_id = NEW.partnership_id;
        SELECT first_act.number || '-' || (count(*) + 1) INTO expected
            FROM agreements_registryentry WHERE founding_id = NEW.founding_id;
    END IF;
    IF expected IS NULL OR NEW.number <> expected THEN
        RAISE EXCEPTION 'The next number is %, not %', expected, NEW.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.canonical::json ->> 'seq', NEW.canonical::json ->> 'number', NEW.canonical::json ->> 'act',
        NEW.canonical::json ->> 'recorded_at') IS DISTINCT FROM (NEW.seq::text, NEW.number::text, NEW.act::text,
        to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    THEN
        RAISE EXCEPTION 'The canonical text of entry % says something else than its columns', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER registryentry_continues_chain BEFORE INSERT ON agreements_registryentry
    FOR EACH ROW EXECUTE FUNCTION agreements_continue_chain();

CREATE CONSTRAINT TRIGGER registryentry_is_complete AFTER INSERT ON agreements_registryentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION agreements_check_entry();

-- A paper cannot be put under an entry afterwards: its place must stand in the canonical text. The lock on its
-- hand-in makes a change that races with this wait until the paper is frozen.
CREATE FUNCTION agreements_check_paper() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM agreements_refuse_old_snapshot();
    PERFORM 1 FROM agreements_handin h JOIN agreements_instrument paper ON paper.hand_in_id = h.id
        WHERE paper.id = NEW.instrument_id FOR UPDATE OF h;
    IF NEW.n < 1 OR NEW.n > (
        SELECT json_array_length(canonical::json -> 'instruments') FROM agreements_registryentry WHERE id = NEW.entry_id
    ) THEN
        RAISE EXCEPTION 'The entry does not name a paper %', NEW.n USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER entryinstrument_is_named BEFORE INSERT ON agreements_entryinstrument
    FOR EACH ROW EXECUTE FUNCTION agreements_check_paper();
