-- What a document says it is about: a founding entry of its own partnership, one of its sides, another entry in its
-- place, one of its files. The partnership of a document can change until it is recorded, so the whole row is looked at each time.
CREATE FUNCTION agreements_act_fits() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.founding_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM agreements_registryentry entry WHERE entry.id = NEW.founding_id
            AND entry.act = 'founding' AND entry.partnership_id = NEW.partnership_id
    ) THEN
        RAISE EXCEPTION 'A later act names a founding entry of its own partnership'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.acting_party_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM partnerships_party side
            WHERE side.id = NEW.acting_party_id AND side.partnership_id = NEW.partnership_id
    ) THEN
        RAISE EXCEPTION 'The acting side is a side of the partnership' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.successor_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM agreements_registryentry entry WHERE entry.id = NEW.successor_id
            AND entry.act = 'founding' AND entry.id <> NEW.founding_id
    ) THEN
        RAISE EXCEPTION 'Another founding entry stands in the place of a superseded one'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.about_scan_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM agreements_scan file JOIN agreements_registryentry entry ON entry.hand_in_id = file.hand_in_id
            WHERE file.id = NEW.about_scan_id AND NEW.founding_id IN (entry.id, entry.founding_id)
    ) THEN
        RAISE EXCEPTION 'The file is one of the entry or of its later acts' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER handin_act_fits BEFORE INSERT OR UPDATE ON agreements_handin
    FOR EACH ROW EXECUTE FUNCTION agreements_act_fits();
