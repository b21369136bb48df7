-- What is asked about a claim, with words and files; what is said about it; links for clinics.

-- More kinds, and what was said with it; SQLite changes a CHECK by making the table anew.
CREATE TABLE requirement_new (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim', 'pet')),
  subject_id TEXT NOT NULL,
  household_id TEXT NOT NULL REFERENCES household (id),
  what TEXT NOT NULL CHECK (what IN ('invoice_page', 'itemised_invoice', 'medical_record', 'lab_result', 'proof_of_payment', 'something_else')),
  owner TEXT NOT NULL CHECK (owner IN ('policyholder', 'vet')),
  due_on TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'to_confirm', 'supplied', 'accepted', 'sent_back', 'waived')),
  opened_at INTEGER NOT NULL,
  words TEXT NOT NULL DEFAULT '',                 -- why, in the asker's own words; for something else, what
  asked_by TEXT REFERENCES person (id),           -- NULL: not known
  supplied_at INTEGER,                            -- when it came last
  resolved_at INTEGER,                            -- when it was looked at last: accepted, sent back or waived
  resolved_by TEXT REFERENCES person (id),        -- NULL: the claim was withdrawn
  resolution TEXT,                                -- why it was sent back or is no longer wanted
  overdue_at INTEGER                              -- when the desk was told that its day has passed
) STRICT;
INSERT INTO requirement_new (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
  SELECT id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at FROM requirement;
DROP TABLE requirement;
ALTER TABLE requirement_new RENAME TO requirement;
CREATE INDEX requirement_subject ON requirement (subject_kind, subject_id);
CREATE INDEX requirement_household ON requirement (household_id, state);
CREATE INDEX requirement_due ON requirement (due_on) WHERE state IN ('open', 'to_confirm', 'sent_back');
CREATE TRIGGER requirement_insert_counts AFTER INSERT ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER requirement_update_counts AFTER UPDATE ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER requirement_delete_counts AFTER DELETE ON requirement
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;

-- A reminder of one item on one day: the key makes a second one impossible.
CREATE TABLE requirement_reminder (
  requirement_id TEXT NOT NULL REFERENCES requirement (id),
  on_day TEXT NOT NULL,                           -- in the household's time zone
  PRIMARY KEY (requirement_id, on_day)
) STRICT;

-- A link for a clinic: it sees what is asked of it, and sends files, without an account.
CREATE TABLE vet_link (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES household (id),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim', 'pet')),
  subject_id TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,                -- SHA-256 of a 256-bit token, hex: what opens the page
  token_sealed TEXT NOT NULL,                     -- the token, sealed: what shows the household its own link again
  made_by TEXT NOT NULL REFERENCES person (id),
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  withdrawn_at INTEGER
) STRICT;
CREATE INDEX vet_link_subject ON vet_link (subject_kind, subject_id);
CREATE INDEX vet_link_household ON vet_link (household_id);

-- What became of a link, for the household to see.
CREATE TABLE vet_link_use (
  id TEXT NOT NULL PRIMARY KEY,
  link_id TEXT NOT NULL REFERENCES vet_link (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('opened', 'sent')),
  place TEXT NOT NULL                             -- SHA-256 over link, network and browser: the same place is known again, no address stands here
) STRICT;
CREATE INDEX vet_link_use_link ON vet_link_use (link_id, at);

-- Files that belong to something said or asked. A file that was not kept stays as a row, so that nothing vanishes silently.
CREATE TABLE attachment (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('requirement', 'message', 'appeal', 'pending_message', 'pending_appeal')),
  subject_id TEXT NOT NULL,                       -- pending_message: the claim; pending_appeal: the line
  household_id TEXT NOT NULL REFERENCES household (id),
  claim_id TEXT REFERENCES claim (id),            -- NULL: about a pet
  upload_key TEXT NOT NULL,                       -- chosen by the sender: the same file sent again is the same row
  file_name TEXT NOT NULL,
  page_count INTEGER NOT NULL,
  blob_id TEXT REFERENCES blob (id),
  state TEXT NOT NULL CHECK (state IN ('checked', 'failed', 'quarantined')),
  refusal TEXT,                                   -- documents::model::Refusal
  sender TEXT NOT NULL CHECK (sender IN ('household', 'vet', 'staff')),
  sent_by TEXT REFERENCES person (id),            -- NULL: a clinic
  link_id TEXT REFERENCES vet_link (id),
  created_at INTEGER NOT NULL,
  answered_at INTEGER,                            -- what a clinic sent: when the household answered
  confirmed INTEGER CHECK (confirmed IN (0, 1)),  -- and whether it is theirs
  CHECK ((state = 'checked') = (blob_id IS NOT NULL)),
  CHECK ((state = 'checked') = (refusal IS NULL)),
  CHECK ((sender = 'vet') = (link_id IS NOT NULL)),
  CHECK ((confirmed IS NULL) = (answered_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX attachment_upload ON attachment (subject_kind, subject_id, upload_key, COALESCE(sent_by, ''));
CREATE INDEX attachment_blob ON attachment (blob_id);
CREATE TRIGGER attachment_insert_counts AFTER INSERT ON attachment
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER attachment_update_counts AFTER UPDATE ON attachment
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER attachment_delete_counts AFTER DELETE ON attachment
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;

-- Who may read is a property of the thread: nothing that reads the customer's finds the internal one.
CREATE TABLE thread (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim')),
  subject_id TEXT NOT NULL,
  household_id TEXT NOT NULL REFERENCES household (id),
  audience TEXT NOT NULL CHECK (audience IN ('customer', 'internal')),
  created_at INTEGER NOT NULL,
  UNIQUE (subject_kind, subject_id, audience)
) STRICT;

CREATE TABLE message (
  id TEXT NOT NULL PRIMARY KEY,
  thread_id TEXT NOT NULL REFERENCES thread (id),
  at INTEGER NOT NULL,
  author_kind TEXT NOT NULL CHECK (author_kind IN ('policyholder', 'staff')),
  author_id TEXT NOT NULL REFERENCES person (id),
  form_key TEXT NOT NULL,                         -- made with the form: the same form sent twice is one message
  words TEXT NOT NULL,
  UNIQUE (thread_id, form_key)
) STRICT;
CREATE INDEX message_thread ON message (thread_id, at);

-- Who has seen a message, and when first.
CREATE TABLE message_seen (
  message_id TEXT NOT NULL REFERENCES message (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (message_id, person_id)
) STRICT;

CREATE TRIGGER message_no_update BEFORE UPDATE ON message
BEGIN SELECT RAISE(ABORT, 'message is append-only'); END;
CREATE TRIGGER message_no_delete BEFORE DELETE ON message
BEGIN SELECT RAISE(ABORT, 'message is append-only'); END;

-- Only what the customer may read counts for what the customer is shown.
CREATE TRIGGER thread_insert_counts AFTER INSERT ON thread WHEN NEW.audience = 'customer'
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER thread_update_counts AFTER UPDATE ON thread WHEN NEW.audience = 'customer'
BEGIN UPDATE household SET revision = revision + 1 WHERE id = NEW.household_id; END;
CREATE TRIGGER thread_delete_counts AFTER DELETE ON thread WHEN OLD.audience = 'customer'
BEGIN UPDATE household SET revision = revision + 1 WHERE id = OLD.household_id; END;
CREATE TRIGGER message_insert_counts AFTER INSERT ON message
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM thread WHERE id = NEW.thread_id AND audience = 'customer'); END;
CREATE TRIGGER message_update_counts AFTER UPDATE ON message
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM thread WHERE id = NEW.thread_id AND audience = 'customer'); END;
CREATE TRIGGER message_delete_counts AFTER DELETE ON message
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM thread WHERE id = OLD.thread_id AND audience = 'customer'); END;
CREATE TRIGGER message_seen_insert_counts AFTER INSERT ON message_seen
BEGIN UPDATE household SET revision = revision + 1
  WHERE id = (SELECT t.household_id FROM thread t JOIN message m ON m.thread_id = t.id WHERE m.id = NEW.message_id AND t.audience = 'customer'); END;
CREATE TRIGGER message_seen_update_counts AFTER UPDATE ON message_seen
BEGIN UPDATE household SET revision = revision + 1
  WHERE id = (SELECT t.household_id FROM thread t JOIN message m ON m.thread_id = t.id WHERE m.id = NEW.message_id AND t.audience = 'customer'); END;
CREATE TRIGGER message_seen_delete_counts AFTER DELETE ON message_seen
BEGIN UPDATE household SET revision = revision + 1
  WHERE id = (SELECT t.household_id FROM thread t JOIN message m ON m.thread_id = t.id WHERE m.id = OLD.message_id AND t.audience = 'customer'); END;

-- An appeal's words and answer are shown with the claim.
CREATE TRIGGER appeal_insert_counts AFTER INSERT ON appeal
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = NEW.claim_id); END;
CREATE TRIGGER appeal_update_counts AFTER UPDATE ON appeal
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = NEW.claim_id); END;
CREATE TRIGGER appeal_delete_counts AFTER DELETE ON appeal
BEGIN UPDATE household SET revision = revision + 1 WHERE id = (SELECT household_id FROM claim WHERE id = OLD.claim_id); END;
