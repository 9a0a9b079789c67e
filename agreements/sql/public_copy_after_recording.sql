-- A public copy is of a public file. Made before recording, it is frozen with its file from the moment an entry rests on
-- it. After that only a decision of the association about this file brings one: it belongs to the decision, and is frozen
-- from the moment the decision is recorded.
CREATE OR REPLACE FUNCTION agreements_check_public_copy() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    touched bigint[] := '{}';
BEGIN
    PERFORM agreements_refuse_old_snapshot();
    IF TG_OP <> 'INSERT' THEN
        touched := touched || COALESCE(OLD.decision_id, (SELECT hand_in_id FROM agreements_scan WHERE id = OLD.scan_id));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        touched := touched || COALESCE(NEW.decision_id, (SELECT hand_in_id FROM agreements_scan WHERE id = NEW.scan_id));
    END IF;
    PERFORM 1 FROM agreements_handin WHERE id = ANY (touched) FOR SHARE;
    IF agreements_is_recorded(touched) THEN
        RAISE EXCEPTION 'A register entry rests on this row of %: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND touched[1] IS DISTINCT FROM touched[2] THEN
        RAISE EXCEPTION 'This row of % stays with its hand-in', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM agreements_scan original
            WHERE original.id = NEW.scan_id AND original.visibility = 'public' AND NOT original.is_left_out
    ) THEN
        RAISE EXCEPTION 'Only a public file has a public copy' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.decision_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM agreements_handin decision
            WHERE decision.id = NEW.decision_id AND decision.act = 'public_copy' AND decision.about_scan_id = NEW.scan_id
    ) THEN
        RAISE EXCEPTION 'The decision is not about a public copy of this file'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS publiccopy_is_of_a_public_file ON agreements_publiccopy;
DROP TRIGGER IF EXISTS publiccopy_made_before_recording ON agreements_publiccopy;
DROP TRIGGER IF EXISTS publiccopy_frozen_once_recorded ON agreements_publiccopy;
CREATE TRIGGER publiccopy_fits BEFORE INSERT OR UPDATE OR DELETE ON agreements_publiccopy
    FOR EACH ROW EXECUTE FUNCTION agreements_check_public_copy();
