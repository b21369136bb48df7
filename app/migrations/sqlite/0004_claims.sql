-- Draft (intake, may be incomplete) and claim (submitted, numbered) are different things.

CREATE TABLE draft (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES household (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  answers TEXT NOT NULL CHECK (json_valid(answers)), -- as typed, by question; parsed anew at every look
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  submitted_at INTEGER,
  discarded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX draft_open ON draft (person_id) WHERE submitted_at IS NULL AND discarded_at IS NULL;

CREATE TABLE claim (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  draft_id TEXT UNIQUE REFERENCES draft (id),     -- makes "submitted twice" one claim
  household_id TEXT NOT NULL REFERENCES household (id),
  pet_id TEXT NOT NULL REFERENCES pet (id),
  policy_id TEXT NOT NULL REFERENCES policy (id),
  term_id TEXT NOT NULL REFERENCES term (id),
  visit_on TEXT NOT NULL,
  condition_code TEXT,                            -- claims::conditions; NULL: not listed
  condition_text TEXT,                            -- what was typed when it was not listed
  total_cents INTEGER NOT NULL CHECK (total_cents > 0),
  currency TEXT NOT NULL,
  notes TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet', 'decided', 'paid', 'withdrawn')),
  answer_by TEXT NOT NULL,                        -- the day by which the law or our own promise wants a decision
  submitted_at INTEGER NOT NULL,
  submitted_by TEXT NOT NULL REFERENCES person (id),
  CHECK ((condition_code IS NULL) <> (condition_text IS NULL))
) STRICT;
CREATE INDEX claim_household ON claim (household_id, submitted_at);
CREATE INDEX claim_term ON claim (term_id);
CREATE INDEX claim_pet ON claim (pet_id);

-- One file a person added: a photo is one page, a PDF may be several.
CREATE TABLE claim_page (
  id TEXT NOT NULL PRIMARY KEY,
  draft_id TEXT REFERENCES draft (id),
  claim_id TEXT REFERENCES claim (id),
  position INTEGER NOT NULL,
  blob_id TEXT NOT NULL REFERENCES blob (id),
  upload_key TEXT NOT NULL,                       -- chosen by the sender: the same file sent again is the same page
  file_name TEXT NOT NULL,
  page_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER,
  CHECK (draft_id IS NOT NULL OR claim_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX claim_page_upload ON claim_page (draft_id, upload_key);
CREATE INDEX claim_page_claim ON claim_page (claim_id);
CREATE INDEX claim_page_blob ON claim_page (blob_id);

CREATE TABLE claim_line (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  position INTEGER NOT NULL,
  description TEXT NOT NULL,
  category TEXT,
  amount_cents INTEGER NOT NULL,
  UNIQUE (claim_id, position)
) STRICT;

-- Never changed, only followed by another with the next sequence.
CREATE TABLE decision (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  sequence INTEGER NOT NULL,
  eligible_cents INTEGER NOT NULL,
  deductible_cents INTEGER NOT NULL,              -- applied by this decision
  payable_cents INTEGER NOT NULL,
  rule_version TEXT NOT NULL,
  inputs TEXT NOT NULL CHECK (json_valid(inputs)),
  decided_at INTEGER NOT NULL,
  decided_by TEXT REFERENCES person (id),         -- NULL: by the rules
  UNIQUE (claim_id, sequence)
) STRICT;

CREATE TABLE decision_line (
  id TEXT NOT NULL PRIMARY KEY,
  decision_id TEXT NOT NULL REFERENCES decision (id),
  claim_line_id TEXT NOT NULL REFERENCES claim_line (id),
  eligible_cents INTEGER NOT NULL,
  reason_code TEXT,                               -- NULL: covered
  payable_cents INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_line_decision ON decision_line (decision_id);

-- Append-only: what happened to a claim, for everyone who may see it.
CREATE TABLE claim_event (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('policyholder', 'staff', 'rules', 'system')),
  actor_id TEXT REFERENCES person (id)
) STRICT;
CREATE INDEX claim_event_claim ON claim_event (claim_id, at);

CREATE TRIGGER claim_event_no_update BEFORE UPDATE ON claim_event
BEGIN SELECT RAISE(ABORT, 'claim_event is append-only'); END;
CREATE TRIGGER claim_event_no_delete BEFORE DELETE ON claim_event
BEGIN SELECT RAISE(ABORT, 'claim_event is append-only'); END;
