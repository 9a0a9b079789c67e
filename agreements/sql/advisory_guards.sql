-- What was read before the recording stays with the entry.
CREATE TRIGGER advisoryseen_frozen_once_recorded BEFORE INSERT OR UPDATE OR DELETE ON agreements_advisoryseen
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse_if_recorded();
CREATE TRIGGER advisoryseen_not_emptied BEFORE TRUNCATE ON agreements_advisoryseen
    FOR EACH STATEMENT EXECUTE FUNCTION agreements_refuse_change();
