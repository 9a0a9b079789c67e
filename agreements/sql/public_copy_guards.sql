-- A public copy is of a public file. Made before recording, it is frozen with its file from the moment an entry rests on
-- it; made by a later act, it is named in the text of that act, and is never changed.
CREATE FUNCTION agreements_check_public_copy() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM agreements_refuse_old_snapshot();
    IF NOT EXISTS (
        SELECT 1 FROM agreements_scan original
            WHERE original.id = NEW.scan_id AND original.visibility = 'public' AND NOT original.is_left_out
    ) THEN
        RAISE EXCEPTION 'Only a public file has a public copy' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM agreements_registryentry later
            JOIN agreements_registryentry entry ON entry.id = later.founding_id OR entry.founding_id = later.founding_id
            JOIN agreements_entryinstrument rest ON rest.entry_id = entry.id
            JOIN agreements_instrument paper ON paper.id = rest.instrument_id
            JOIN agreements_scan original ON original.hand_in_id = paper.hand_in_id
            WHERE later.id = NEW.act_id AND original.id = NEW.scan_id
                AND position('"' || NEW.sha256 || '"' IN later.canonical) > 0
    ) THEN
        RAISE EXCEPTION 'The act does not name this public copy' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER publiccopy_is_of_a_public_file BEFORE INSERT ON agreements_publiccopy
    FOR EACH ROW EXECUTE FUNCTION agreements_check_public_copy();
CREATE TRIGGER publiccopy_made_before_recording BEFORE INSERT ON agreements_publiccopy
    FOR EACH ROW WHEN (NEW.act_id IS NULL) EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER publiccopy_frozen_once_recorded BEFORE UPDATE OR DELETE ON agreements_publiccopy
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER publiccopy_not_emptied BEFORE TRUNCATE ON agreements_publiccopy
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
