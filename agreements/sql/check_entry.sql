-- At the end of the transaction: the papers named in the canonical text, the act of the document, the signatures that the
-- kind of act needs, sides in two countries, a review by the person named, and a second person who has the right and no
-- part in it.
CREATE OR REPLACE FUNCTION agreements_check_entry() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    papers bigint[];
    hand_ins bigint[];
    recorded_on date := agreements_recorded_on(NEW.canonical);
    document agreements_handin;
    acting_side int;
BEGIN
    SELECT * INTO document FROM agreements_handin WHERE id = NEW.hand_in_id;
    SELECT side.side INTO acting_side FROM partnerships_party side WHERE side.id = document.acting_party_id;
    IF (document.act, document.founding_id, document.partnership_id)
        IS DISTINCT FROM (NEW.act, NEW.founding_id, NEW.partnership_id)
        OR (NEW.canonical::json ->> 'of', NEW.canonical::json ->> 'acting_side') IS DISTINCT FROM (
            (SELECT number::text FROM agreements_registryentry WHERE id = NEW.founding_id), acting_side::text)
    THEN
        RAISE EXCEPTION 'Entry % does something else than the document that it records', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.canonical::json ->> 'destroyed_by_order_of', NEW.canonical::json ->> 'ordered_on')
        IS DISTINCT FROM (NULLIF(document.destroyed_by_order_of, '')::text, document.ordered_on::text)
    THEN
        RAISE EXCEPTION 'Entry % names another order to destroy a file than the document that it records', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act NOT IN ('founding', 'erratum', 'public_copy', 'withholding') AND EXISTS (
        SELECT 1 FROM agreements_registryentry earlier
            WHERE earlier.founding_id = NEW.founding_id AND earlier.act = 'void' AND earlier.seq < NEW.seq
    ) THEN
        RAISE EXCEPTION 'Entry % is about an entry that was declared void', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT COALESCE(array_agg(rest.instrument_id), '{}'), COALESCE(array_agg(paper.hand_in_id), '{}') || NEW.hand_in_id
        INTO papers, hand_ins
        FROM agreements_entryinstrument rest JOIN agreements_instrument paper ON paper.id = rest.instrument_id
        WHERE rest.entry_id = NEW.id;
    IF cardinality(papers) IS DISTINCT FROM json_array_length(NEW.canonical::json -> 'instruments') THEN
        RAISE EXCEPTION 'Entry % does not rest on the papers that it names', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF cardinality(papers) > 1 AND EXISTS (
        SELECT 1 FROM agreements_instrument paper WHERE paper.id = ANY (papers) AND NOT paper.names_others
    ) THEN
        RAISE EXCEPTION 'Entry % rests on papers that do not name each other', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act IN ('founding', 'amendment', 'renewal', 'reaffirmation') AND (
        (SELECT count(*) FROM partnerships_party WHERE partnership_id = NEW.partnership_id) < 2
        OR EXISTS (
            SELECT 1 FROM partnerships_party side WHERE side.partnership_id = NEW.partnership_id AND NOT EXISTS (
                SELECT 1 FROM agreements_signature s WHERE s.party_id = side.id AND s.instrument_id = ANY (papers)))
    ) THEN
        RAISE EXCEPTION 'Entry % lacks the signature of a side', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act IN ('founding', 'amendment', 'renewal', 'reaffirmation') AND (
        SELECT count(DISTINCT place.country) FROM partnerships_party side
            JOIN directory_community place ON place.id = side.community_id
            WHERE side.partnership_id = NEW.partnership_id
    ) < 2 THEN
        RAISE EXCEPTION 'The sides of entry % stand in one country only', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act IN ('suspension', 'lifting', 'termination') AND NOT EXISTS (
        SELECT 1 FROM agreements_signature s
        WHERE s.instrument_id = ANY (papers) AND s.party_id = document.acting_party_id
    ) THEN
        RAISE EXCEPTION 'Entry % lacks the signature of the acting side', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act IN ('void', 'erratum', 'supersession', 'public_copy', 'withholding') AND (
        btrim(document.reason) = '' OR NOT EXISTS (
            SELECT 1 FROM agreements_scan file
                WHERE file.hand_in_id = NEW.hand_in_id AND file.role = 'decision' AND NOT file.is_left_out)
    ) THEN
        RAISE EXCEPTION 'Entry % lacks the reason or the paper of the association''s decision', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.act = 'supersession' AND document.successor_id IS NULL)
        OR (NEW.act = 'erratum' AND '' IN (btrim(document.wrong_words), btrim(document.right_words)))
    THEN
        RAISE EXCEPTION 'Entry % does not say what stands in the place, or what is wrong and right', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act IN ('public_copy', 'withholding') AND NOT EXISTS (
        SELECT 1 FROM agreements_scan file
            WHERE file.id = document.about_scan_id AND file.visibility = 'public' AND NOT file.is_left_out
                AND agreements_is_recorded(ARRAY[file.hand_in_id])
                AND file.sha256 = NEW.canonical::json ->> 'about_file'
                AND NOT EXISTS (
                    SELECT 1 FROM agreements_registryentry earlier
                        JOIN agreements_handin decision ON decision.id = earlier.hand_in_id
                        JOIN agreements_scan gone ON gone.id = decision.about_scan_id
                        WHERE earlier.act = 'withholding' AND earlier.seq < NEW.seq AND gone.sha256 = file.sha256
                            AND (document.destroyed_by_order_of = '' OR decision.destroyed_by_order_of <> ''))
    ) THEN
        RAISE EXCEPTION 'Entry % names no public file of a record, or one that is withheld', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.act = 'public_copy' AND NOT EXISTS (
        SELECT 1 FROM agreements_publiccopy copy
            WHERE copy.decision_id = NEW.hand_in_id AND copy.scan_id = document.about_scan_id
                AND copy.sha256 = NEW.canonical::json ->> 'public_copy_sha256'
                AND NOT EXISTS (
                    SELECT 1 FROM agreements_publiccopy newer
                        JOIN agreements_registryentry later ON later.hand_in_id = newer.decision_id AND later.seq < NEW.seq
                        JOIN agreements_scan same ON same.id = newer.scan_id
                        WHERE newer.id > copy.id AND same.sha256 = NEW.canonical::json ->> 'about_file')
    ) THEN
        RAISE EXCEPTION 'Entry % lacks its public copy, or a newer one counts already', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM agreements_handin h
        WHERE h.id = NEW.hand_in_id AND h.status = 'recorded' AND h.reviewed_by_id = NEW.reviewed_by_id
    ) THEN
        RAISE EXCEPTION 'Entry % was not reviewed by the person whom it names', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accounts_recordinggrant held WHERE held.user_id = NEW.recorded_by_id
            AND held.starts_on <= recorded_on AND (held.ends_on IS NULL OR held.ends_on >= recorded_on)
    ) OR EXISTS (
        SELECT 1 FROM agreements_handin h WHERE h.id = ANY (hand_ins)
            AND NEW.recorded_by_id IN (h.started_by_id, h.handed_in_by_id, h.true_copy_by_id, h.reviewed_by_id)
        UNION ALL
        SELECT 1 FROM agreements_handinaction a WHERE a.hand_in_id = ANY (hand_ins)
            AND a.by_id = NEW.recorded_by_id AND a.kind IN ('started', 'changed', 'handed_in')
        UNION ALL
        SELECT 1 FROM directory_seat seat
            LEFT JOIN directory_committee_communities looks_after ON looks_after.committee_id = seat.committee_id
            JOIN partnerships_party side ON side.community_id = COALESCE(looks_after.community_id, seat.community_id)
            WHERE seat.user_id = NEW.recorded_by_id AND side.partnership_id = NEW.partnership_id
                AND seat.starts_on <= recorded_on AND (seat.ends_on IS NULL OR seat.ends_on > recorded_on)
    ) THEN
        RAISE EXCEPTION 'Entry % must be recorded by a second person who may record and has no part in it', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
