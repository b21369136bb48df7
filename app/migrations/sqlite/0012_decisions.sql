-- What a decision rests on and takes, what the machine found when it looked, and the rule that the machine pays and only a person declines.

-- Whether the claim's lines were read from the invoice and confirmed by whoever filed it; else they are the total alone, or a person's.
ALTER TABLE claim ADD COLUMN lines_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (lines_confirmed IN (0, 1));
ALTER TABLE claim ADD COLUMN read_on TEXT;                -- the date as it was read; NULL: none was
ALTER TABLE claim ADD COLUMN read_total_cents INTEGER;    -- the total as it was read; NULL: none was
ALTER TABLE claim_line ADD COLUMN condition_code TEXT;    -- claims::conditions; NULL: the claim's own

ALTER TABLE decision ADD COLUMN limit_cents INTEGER;      -- taken of the annual limit; NULL: what was paid
ALTER TABLE decision ADD COLUMN taken TEXT CHECK (json_valid(taken)); -- claims::rules::Taken; NULL: as the columns say

-- What is known of an animal's health.
CREATE TABLE health_entry (
  id TEXT NOT NULL PRIMARY KEY,
  pet_id TEXT NOT NULL REFERENCES pet (id),
  condition_code TEXT NOT NULL,                           -- claims::conditions
  side TEXT CHECK (side IN ('left', 'right')),
  noted_on TEXT NOT NULL,                                 -- the day from which a record shows it
  recorded_by TEXT REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX health_entry_pet ON health_entry (pet_id);

-- What the machine found when it looked at a claim: for the desk, never for customers.
CREATE TABLE assessment (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  at INTEGER NOT NULL,
  rule_version TEXT NOT NULL,
  inputs TEXT NOT NULL CHECK (json_valid(inputs)),
  about TEXT NOT NULL CHECK (json_valid(about)),          -- claims::rules::instant::Circumstances
  why TEXT NOT NULL CHECK (json_valid(why))               -- why it went to a person; empty: it was paid
) STRICT;
CREATE INDEX assessment_claim ON assessment (claim_id, at);

CREATE INDEX claim_policy ON claim (policy_id);

CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_line_no_update BEFORE UPDATE ON decision_line
BEGIN SELECT RAISE(ABORT, 'decision_line is append-only'); END;
CREATE TRIGGER decision_line_no_delete BEFORE DELETE ON decision_line
BEGIN SELECT RAISE(ABORT, 'decision_line is append-only'); END;
CREATE TRIGGER decision_declines BEFORE INSERT ON decision
WHEN NEW.decided_by IS NULL AND NEW.payable_cents <= 0
BEGIN SELECT RAISE(ABORT, 'only a person declines'); END;
CREATE TRIGGER decision_line_declines BEFORE INSERT ON decision_line
WHEN NEW.reason_code IS NOT NULL AND (SELECT decided_by FROM decision WHERE id = NEW.decision_id) IS NULL
BEGIN SELECT RAISE(ABORT, 'only a person declines'); END;
