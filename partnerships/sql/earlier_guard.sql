-- What an earlier file or directory of the association lists counts once a second person has confirmed it. It comes in
-- unconfirmed, whoever writes it, an import too; what was entered stays as it was entered; what is confirmed stays so.
CREATE FUNCTION partnerships_guard_earlier() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'An earlier recognition is entered first and confirmed after that'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.confirmed_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'An earlier recognition that is confirmed does not change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (to_jsonb(NEW) - 'confirmed_by_id' - 'confirmed_at') <> (to_jsonb(OLD) - 'confirmed_by_id' - 'confirmed_at') THEN
        RAISE EXCEPTION 'What was entered of an earlier recognition does not change: take it back and enter it anew'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER earlierrecognition_guarded BEFORE INSERT OR UPDATE ON partnerships_earlierrecognition
    FOR EACH ROW EXECUTE FUNCTION partnerships_guard_earlier();
