-- What is asked about a claim, with words and files; what is said about it; links for clinics.

-- More kinds, and what was said with it.
ALTER TABLE requirement DROP CONSTRAINT requirement_subject_kind_check;
ALTER TABLE requirement ADD CONSTRAINT requirement_subject_kind_check CHECK (subject_kind IN ('claim', 'pet'));
ALTER TABLE requirement DROP CONSTRAINT requirement_what_check;
ALTER TABLE requirement ADD CONSTRAINT requirement_what_check
  CHECK (what IN ('invoice_page', 'itemised_invoice', 'medical_record', 'lab_result', 'proof_of_payment', 'something_else'));
ALTER TABLE requirement DROP CONSTRAINT requirement_state_check;
ALTER TABLE requirement ADD CONSTRAINT requirement_state_check CHECK (state IN ('open', 'to_confirm', 'supplied', 'accepted', 'sent_back', 'waived'));
ALTER TABLE requirement ADD COLUMN words TEXT NOT NULL DEFAULT '';            -- why, in the asker's own words; for something else, what
ALTER TABLE requirement ADD COLUMN asked_by TEXT REFERENCES person (id);      -- NULL: not known
ALTER TABLE requirement ADD COLUMN supplied_at BIGINT;                        -- when it came last
ALTER TABLE requirement ADD COLUMN resolved_at BIGINT;                        -- when it was looked at last: accepted, sent back or waived
ALTER TABLE requirement ADD COLUMN resolved_by TEXT REFERENCES person (id);   -- NULL: the claim was withdrawn
ALTER TABLE requirement ADD COLUMN resolution TEXT;                           -- why it was sent back or is no longer wanted
ALTER TABLE requirement ADD COLUMN overdue_at BIGINT;                         -- when the desk was told that its day has passed
CREATE INDEX requirement_due ON requirement (due_on) WHERE state IN ('open', 'to_confirm', 'sent_back');

-- A reminder of one item on one day: the key makes a second one impossible.
CREATE TABLE requirement_reminder (
  requirement_id TEXT NOT NULL REFERENCES requirement (id),
  on_day TEXT NOT NULL,                           -- in the household's time zone
  PRIMARY KEY (requirement_id, on_day)
);

-- A link for a clinic: it sees what is asked of it, and sends files, without an account.
CREATE TABLE vet_link (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES household (id),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim', 'pet')),
  subject_id TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,                -- SHA-256 of a 256-bit token, hex: what opens the page
  token_sealed TEXT NOT NULL,                     -- the token, sealed: what shows the household its own link again
  made_by TEXT NOT NULL REFERENCES person (id),
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  withdrawn_at BIGINT
);
CREATE INDEX vet_link_subject ON vet_link (subject_kind, subject_id);
CREATE INDEX vet_link_household ON vet_link (household_id);

-- What became of a link, for the household to see.
CREATE TABLE vet_link_use (
  id TEXT NOT NULL PRIMARY KEY,
  link_id TEXT NOT NULL REFERENCES vet_link (id),
  at BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('opened', 'sent')),
  place TEXT NOT NULL                             -- SHA-256 over link, network and browser: the same place is known again, no address stands here
);
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
  page_count BIGINT NOT NULL,
  blob_id TEXT REFERENCES blob (id),
  state TEXT NOT NULL CHECK (state IN ('checked', 'failed', 'quarantined')),
  refusal TEXT,                                   -- documents::model::Refusal
  sender TEXT NOT NULL CHECK (sender IN ('household', 'vet', 'staff')),
  sent_by TEXT REFERENCES person (id),            -- NULL: a clinic
  link_id TEXT REFERENCES vet_link (id),
  created_at BIGINT NOT NULL,
  answered_at BIGINT,                            -- what a clinic sent: when the household answered
  confirmed BOOLEAN,                              -- and whether it is theirs
  CHECK ((state = 'checked') = (blob_id IS NOT NULL)),
  CHECK ((state = 'checked') = (refusal IS NULL)),
  CHECK ((sender = 'vet') = (link_id IS NOT NULL)),
  CHECK ((confirmed IS NULL) = (answered_at IS NULL))
);
CREATE UNIQUE INDEX attachment_upload ON attachment (subject_kind, subject_id, upload_key, COALESCE(sent_by, ''));
CREATE INDEX attachment_blob ON attachment (blob_id);
-- Who may read is a property of the thread: nothing that reads the customer's finds the internal one.
CREATE TABLE thread (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim')),
  subject_id TEXT NOT NULL,
  household_id TEXT NOT NULL REFERENCES household (id),
  audience TEXT NOT NULL CHECK (audience IN ('customer', 'internal')),
  created_at BIGINT NOT NULL,
  UNIQUE (subject_kind, subject_id, audience)
);

CREATE TABLE message (
  id TEXT NOT NULL PRIMARY KEY,
  thread_id TEXT NOT NULL REFERENCES thread (id),
  at BIGINT NOT NULL,
  author_kind TEXT NOT NULL CHECK (author_kind IN ('policyholder', 'staff')),
  author_id TEXT NOT NULL REFERENCES person (id),
  form_key TEXT NOT NULL,                         -- made with the form: the same form sent twice is one message
  words TEXT NOT NULL,
  UNIQUE (thread_id, form_key)
);
CREATE INDEX message_thread ON message (thread_id, at);

-- Who has seen a message, and when first.
CREATE TABLE message_seen (
  message_id TEXT NOT NULL REFERENCES message (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (message_id, person_id)
);

CREATE TRIGGER message_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON message
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- More ways from a row to its household. Only what the customer may read counts for what the customer is shown.
CREATE OR REPLACE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
    WHEN 'audience' THEN UPDATE household SET revision = revision + 1 WHERE id = changed.household_id AND changed.audience = 'customer';
    WHEN 'thread' THEN UPDATE household SET revision = revision + 1
      WHERE id = (SELECT household_id FROM thread WHERE id = changed.thread_id AND audience = 'customer');
    WHEN 'message' THEN UPDATE household SET revision = revision + 1
      WHERE id = (SELECT t.household_id FROM thread t JOIN message m ON m.thread_id = t.id WHERE m.id = changed.message_id AND t.audience = 'customer');
  END CASE;
  RETURN NULL;
END $$;
CREATE TRIGGER attachment_counts AFTER INSERT OR UPDATE OR DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION count_change('household');
CREATE TRIGGER thread_counts AFTER INSERT OR UPDATE OR DELETE ON thread FOR EACH ROW EXECUTE FUNCTION count_change('audience');
CREATE TRIGGER message_counts AFTER INSERT OR UPDATE OR DELETE ON message FOR EACH ROW EXECUTE FUNCTION count_change('thread');
CREATE TRIGGER message_seen_counts AFTER INSERT OR UPDATE OR DELETE ON message_seen FOR EACH ROW EXECUTE FUNCTION count_change('message');
CREATE TRIGGER appeal_counts AFTER INSERT OR UPDATE OR DELETE ON appeal FOR EACH ROW EXECUTE FUNCTION count_change('claim');
