-- How often something of a household has changed that its people see on Home or at a claim. What was shown is good as long as this number stands; the
-- database itself counts, so that no way of writing can forget it (docs/decisions/0010). A test compares the tables here with those that Home reads.
ALTER TABLE household ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER pet_insert_counts AFTER INSERT ON pet
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER pet_update_counts AFTER UPDATE ON pet
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER pet_delete_counts AFTER DELETE ON pet
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER policy_insert_counts AFTER INSERT ON policy
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER policy_update_counts AFTER UPDATE ON policy
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER policy_delete_counts AFTER DELETE ON policy
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER draft_insert_counts AFTER INSERT ON draft
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER draft_update_counts AFTER UPDATE ON draft
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER draft_delete_counts AFTER DELETE ON draft
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER claim_insert_counts AFTER INSERT ON claim
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER claim_update_counts AFTER UPDATE ON claim
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER claim_delete_counts AFTER DELETE ON claim
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER invoice_insert_counts AFTER INSERT ON invoice
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER invoice_update_counts AFTER UPDATE ON invoice
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER invoice_delete_counts AFTER DELETE ON invoice
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER payment_insert_counts AFTER INSERT ON payment
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER payment_update_counts AFTER UPDATE ON payment
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER payment_delete_counts AFTER DELETE ON payment
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER payout_insert_counts AFTER INSERT ON payout
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER payout_update_counts AFTER UPDATE ON payout
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER payout_delete_counts AFTER DELETE ON payout
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER requirement_insert_counts AFTER INSERT ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER requirement_update_counts AFTER UPDATE ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER requirement_delete_counts AFTER DELETE ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER term_insert_counts AFTER INSERT ON term
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM policy WHERE id = NEW.policy_id); END;
CREATE TRIGGER term_update_counts AFTER UPDATE ON term
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM policy WHERE id = NEW.policy_id); END;
CREATE TRIGGER term_delete_counts AFTER DELETE ON term
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM policy WHERE id = OLD.policy_id); END;
CREATE TRIGGER standing_insert_counts AFTER INSERT ON standing
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM policy WHERE id = NEW.policy_id); END;
CREATE TRIGGER standing_update_counts AFTER UPDATE ON standing
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM policy WHERE id = NEW.policy_id); END;
CREATE TRIGGER standing_delete_counts AFTER DELETE ON standing
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM policy WHERE id = OLD.policy_id); END;
CREATE TRIGGER decision_insert_counts AFTER INSERT ON decision
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = NEW.claim_id); END;
CREATE TRIGGER decision_update_counts AFTER UPDATE ON decision
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = NEW.claim_id); END;
CREATE TRIGGER decision_delete_counts AFTER DELETE ON decision
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = OLD.claim_id); END;
CREATE TRIGGER claim_page_insert_counts AFTER INSERT ON claim_page
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM draft WHERE id = NEW.draft_id); END;
CREATE TRIGGER claim_page_update_counts AFTER UPDATE ON claim_page
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM draft WHERE id = NEW.draft_id); END;
CREATE TRIGGER claim_page_delete_counts AFTER DELETE ON claim_page
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM draft WHERE id = OLD.draft_id); END;
-- What happens to a claim; events are never changed.
CREATE TRIGGER claim_event_counts AFTER INSERT ON claim_event
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = NEW.claim_id); END;
-- Notices are a person's: they count in each household that the person is let into.
CREATE TRIGGER notice_insert_counts AFTER INSERT ON notice
BEGIN UPDATE household SET revision = revision + 1 WHERE id IN (SELECT scope_id FROM "grant" WHERE person_id = NEW.person_id AND scope_kind = 'household'); END;
CREATE TRIGGER notice_update_counts AFTER UPDATE ON notice
BEGIN UPDATE household SET revision = revision + 1 WHERE id IN (SELECT scope_id FROM "grant" WHERE person_id = NEW.person_id AND scope_kind = 'household'); END;
CREATE TRIGGER notice_delete_counts AFTER DELETE ON notice
BEGIN UPDATE household SET revision = revision + 1 WHERE id IN (SELECT scope_id FROM "grant" WHERE person_id = OLD.person_id AND scope_kind = 'household'); END;
