-- How often something of a household has changed that its people see on Home or at a claim. What was shown is good as long as this number stands; the
-- database itself counts, so that no way of writing can forget it (docs/decisions/0010). A test compares the tables here with those that Home reads.
ALTER TABLE household ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- One function for all: the trigger's arguments say how a row leads to its household.
CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed RECORD;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  CASE TG_ARGV[0]
    WHEN 'household' THEN UPDATE household SET revision = revision + 1 WHERE id = changed.household_id;
    WHEN 'policy' THEN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM policy WHERE id = changed.policy_id);
    WHEN 'claim' THEN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = changed.claim_id);
    WHEN 'draft' THEN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM draft WHERE id = changed.draft_id);
    -- Notices are a person's: they count in each household that the person is let into.
    WHEN 'person' THEN UPDATE household SET revision = revision + 1
      WHERE id IN (SELECT scope_id FROM "grant" WHERE person_id = changed.person_id AND scope_kind = 'household');
  END CASE;
  RETURN NULL;
END $$;
CREATE TRIGGER pet_counts AFTER INSERT OR UPDATE OR DELETE ON pet FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER policy_counts AFTER INSERT OR UPDATE OR DELETE ON policy FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER draft_counts AFTER INSERT OR UPDATE OR DELETE ON draft FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER claim_counts AFTER INSERT OR UPDATE OR DELETE ON claim FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER invoice_counts AFTER INSERT OR UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER payment_counts AFTER INSERT OR UPDATE OR DELETE ON payment FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER payout_counts AFTER INSERT OR UPDATE OR DELETE ON payout FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER requirement_counts AFTER INSERT OR UPDATE OR DELETE ON requirement FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER term_counts AFTER INSERT OR UPDATE OR DELETE ON term FOR EACH ROW EXECUTE FUNCTION count_change('policy');
CREATE TRIGGER standing_counts AFTER INSERT OR UPDATE OR DELETE ON standing FOR EACH ROW EXECUTE FUNCTION count_change('policy');
CREATE TRIGGER decision_counts AFTER INSERT OR UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION count_change('claim');
CREATE TRIGGER claim_page_counts AFTER INSERT OR UPDATE OR DELETE ON claim_page FOR EACH ROW EXECUTE FUNCTION count_change('draft');
CREATE TRIGGER notice_counts AFTER INSERT OR UPDATE OR DELETE ON notice FOR EACH ROW EXECUTE FUNCTION count_change('person');
-- What happens to a claim; events are never changed.
CREATE TRIGGER claim_event_counts AFTER INSERT ON claim_event FOR EACH ROW EXECUTE FUNCTION count_change('claim');
