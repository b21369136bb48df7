-- The adjusters' desk: who has a claim and who looks at it, what was put right, decisions that wait for a second person, what a decision rests on,
-- signs for a person to look at, and legal clocks as they ran.

-- How often anything of a claim has changed: whoever changes it says which state they saw, and a stale change is refused. Events count by themselves.
ALTER TABLE claim ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN clinic TEXT;                 -- as the invoice names it; NULL: nobody has read it
ALTER TABLE claim ADD COLUMN invoice_number TEXT;         -- the clinic's own number of the invoice; NULL: nobody has read it
ALTER TABLE claim_line ADD COLUMN side TEXT CHECK (side IN ('left', 'right'));
ALTER TABLE health_entry ADD COLUMN page_id TEXT REFERENCES claim_page (id); -- the page that shows it
ALTER TABLE health_entry ADD COLUMN source TEXT;          -- which record, in words
CREATE INDEX claim_open ON claim (answer_by, id) WHERE state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet');
CREATE INDEX claim_bill ON claim (visit_on, total_cents);
CREATE INDEX claim_invoice_number ON claim (invoice_number) WHERE invoice_number IS NOT NULL;

CREATE TRIGGER claim_event_makes_version AFTER INSERT ON claim_event
BEGIN UPDATE claim SET version = version + 1 WHERE id = NEW.claim_id; END;

-- Who has a claim.
CREATE TABLE assignment (
  claim_id TEXT NOT NULL PRIMARY KEY REFERENCES claim (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  assigned_by TEXT NOT NULL REFERENCES person (id),
  assigned_at INTEGER NOT NULL
) STRICT;
CREATE INDEX assignment_person ON assignment (person_id);

-- Who has a claim open, and until when they were seen: a row for each person and claim, forgotten after a day.
CREATE TABLE claim_look (
  claim_id TEXT NOT NULL REFERENCES claim (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  since_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (claim_id, person_id)
) STRICT;

-- Append-only: what staff put right about a claim, with what stood there before.
CREATE TABLE claim_change (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  claim_line_id TEXT REFERENCES claim_line (id),          -- NULL: about the claim as a whole
  at INTEGER NOT NULL,
  changed_by TEXT NOT NULL REFERENCES person (id),
  before TEXT NOT NULL CHECK (json_valid(before)),
  after TEXT NOT NULL CHECK (json_valid(after)),
  why TEXT NOT NULL
) STRICT;
CREATE INDEX claim_change_claim ON claim_change (claim_id, at);

-- A large decision that waits for a second person.
CREATE TABLE proposal (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  verdict TEXT NOT NULL CHECK (json_valid(verdict)), -- claims::work::model::Verdict
  outcome TEXT NOT NULL CHECK (json_valid(outcome)), -- claims::rules::Outcome as it was proposed
  payable_cents INTEGER NOT NULL,
  proposed_by TEXT NOT NULL REFERENCES person (id),
  proposed_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'sent_back')),
  answer TEXT,                                            -- why it was sent back
  answered_by TEXT REFERENCES person (id),
  answered_at INTEGER,
  CHECK (answered_by <> proposed_by),
  CHECK ((state = 'open') = (answered_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX proposal_open ON proposal (claim_id) WHERE state = 'open';
CREATE INDEX proposal_claim ON proposal (claim_id, proposed_at);

-- Append-only: what a person's decision of a line rests on, where it is not paid in full or not as the rules say.
CREATE TABLE decision_ground (
  id TEXT NOT NULL PRIMARY KEY,
  decision_id TEXT NOT NULL REFERENCES decision (id),
  claim_line_id TEXT NOT NULL REFERENCES claim_line (id),
  rules_eligible_cents INTEGER NOT NULL,                    -- what the rules alone would cover
  rules_reason TEXT,                                      -- and why not more
  clause TEXT,                                            -- of the policy, for what is not covered
  why TEXT,                                               -- why a person decided otherwise than the rules
  page_id TEXT REFERENCES claim_page (id),                -- the page that shows it
  health_entry_id TEXT REFERENCES health_entry (id),      -- the record that shows it
  CHECK (clause IS NULL OR page_id IS NOT NULL OR health_entry_id IS NOT NULL)
) STRICT;
CREATE INDEX decision_ground_decision ON decision_ground (decision_id);

-- Something about a claim that a person should look at. Never an answer.
CREATE TABLE sign (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  kind TEXT NOT NULL CHECK (kind IN ('same_invoice', 'same_bill', 'same_picture', 'edited_total', 'after_waiting')),
  other_claim_id TEXT REFERENCES claim (id),              -- the claim it is like
  found_at INTEGER NOT NULL,
  cleared_at INTEGER,                                       -- somebody looked and says that it means nothing
  cleared_by TEXT REFERENCES person (id),
  cleared_why TEXT,
  CHECK ((cleared_at IS NULL) = (cleared_by IS NULL) AND (cleared_at IS NULL) = (cleared_why IS NULL))
) STRICT;
CREATE UNIQUE INDEX sign_once ON sign (claim_id, kind, COALESCE(other_claim_id, ''));

-- What a picture looks like, in 64 bits and in four parts of 16: pictures that differ in at most three bits agree in one part.
CREATE TABLE blob_print (
  blob_id TEXT NOT NULL PRIMARY KEY REFERENCES blob (id) ON DELETE CASCADE,
  print INTEGER NOT NULL,
  part_0 INTEGER NOT NULL,
  part_1 INTEGER NOT NULL,
  part_2 INTEGER NOT NULL,
  part_3 INTEGER NOT NULL
) STRICT;
CREATE INDEX blob_print_0 ON blob_print (part_0);
CREATE INDEX blob_print_1 ON blob_print (part_1);
CREATE INDEX blob_print_2 ON blob_print (part_2);
CREATE INDEX blob_print_3 ON blob_print (part_3);

-- A duty of law as it ran: begun, and met, missed or no longer owed.
CREATE TABLE clock (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim')),
  subject_id TEXT NOT NULL,
  duty TEXT NOT NULL CHECK (duty IN ('acknowledge', 'begin', 'answer_message', 'decide', 'status_letter', 'pay')),
  us_state TEXT NOT NULL,                                 -- whose law, two letters
  source TEXT NOT NULL,                                   -- where the time stands, as it was known then
  started_on TEXT NOT NULL,
  due_on TEXT NOT NULL,                                   -- the last day on which it is in time
  started_at INTEGER NOT NULL,
  half_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,                                  -- the end of that day where the household lives
  met_at INTEGER,
  stopped_at INTEGER,                                       -- no longer owed: taken back, or something is owed to us first
  alerted_at INTEGER                                        -- when the desk was told that half of the time has passed
) STRICT;
CREATE UNIQUE INDEX clock_runs ON clock (subject_kind, subject_id, duty) WHERE met_at IS NULL AND stopped_at IS NULL;
CREATE INDEX clock_half ON clock (half_at) WHERE met_at IS NULL AND stopped_at IS NULL;
CREATE INDEX clock_subject ON clock (subject_kind, subject_id, started_at);

CREATE TRIGGER claim_change_no_update BEFORE UPDATE ON claim_change
BEGIN SELECT RAISE(ABORT, 'claim_change is append-only'); END;
CREATE TRIGGER claim_change_no_delete BEFORE DELETE ON claim_change
BEGIN SELECT RAISE(ABORT, 'claim_change is append-only'); END;
CREATE TRIGGER decision_ground_no_update BEFORE UPDATE ON decision_ground
BEGIN SELECT RAISE(ABORT, 'decision_ground is append-only'); END;
CREATE TRIGGER decision_ground_no_delete BEFORE DELETE ON decision_ground
BEGIN SELECT RAISE(ABORT, 'decision_ground is append-only'); END;
