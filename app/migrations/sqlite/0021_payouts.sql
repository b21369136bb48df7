-- Money for claims that comes back: what is sent instead, and asking for a bank account.

ALTER TABLE payout ADD COLUMN follows TEXT REFERENCES payout (id); -- the one that came back and is sent again by this; NULL: none
CREATE UNIQUE INDEX payout_follows ON payout (follows) WHERE follows IS NOT NULL;
CREATE INDEX payout_on_its_way ON payout (sent_at) WHERE state = 'sent';

-- One kind more; SQLite changes a CHECK by making the table anew. Reminders name requirements: they are looked at when all are back.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE requirement_kept AS SELECT * FROM requirement;
DROP TABLE requirement;
CREATE TABLE requirement (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim', 'pet')),
  subject_id TEXT NOT NULL,
  household_id TEXT NOT NULL REFERENCES household (id),
  what TEXT NOT NULL CHECK (what IN ('invoice_page', 'itemised_invoice', 'medical_record', 'lab_result', 'proof_of_payment', 'something_else', 'bank_account')),
  owner TEXT NOT NULL CHECK (owner IN ('policyholder', 'vet')),
  due_on TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'to_confirm', 'supplied', 'accepted', 'sent_back', 'waived')),
  opened_at INTEGER NOT NULL,
  words TEXT NOT NULL DEFAULT '',                 -- why, in the asker's own words; for something else, what
  asked_by TEXT REFERENCES person (id),           -- NULL: not known, or the server by itself
  supplied_at INTEGER,                            -- when it came last
  resolved_at INTEGER,                            -- when it was looked at last: accepted, sent back or waived
  resolved_by TEXT REFERENCES person (id),        -- NULL: the claim was withdrawn, or the server by itself
  resolution TEXT,                                -- why it was sent back or is no longer wanted
  overdue_at INTEGER                              -- when the desk was told that its day has passed
) STRICT;
INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at, words, asked_by, supplied_at, resolved_at, resolved_by, resolution, overdue_at)
  SELECT id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at, words, asked_by, supplied_at, resolved_at, resolved_by, resolution, overdue_at
  FROM requirement_kept;
DROP TABLE requirement_kept;
CREATE INDEX requirement_subject ON requirement (subject_kind, subject_id);
CREATE INDEX requirement_household ON requirement (household_id, state);
CREATE INDEX requirement_due ON requirement (due_on) WHERE state IN ('open', 'to_confirm', 'sent_back');
CREATE TRIGGER requirement_insert_counts AFTER INSERT ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER requirement_update_counts AFTER UPDATE ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER requirement_delete_counts AFTER DELETE ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
