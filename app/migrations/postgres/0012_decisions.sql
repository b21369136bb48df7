-- What a decision rests on and takes, what the machine found when it looked, and the rule that the machine pays and only a person declines.

-- Whether the claim's lines were read from the invoice and confirmed by whoever filed it; else they are the total alone, or a person's.
ALTER TABLE claim ADD COLUMN lines_confirmed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE claim ADD COLUMN read_on TEXT;                -- the date as it was read; NULL: none was
ALTER TABLE claim ADD COLUMN read_total_cents BIGINT;     -- the total as it was read; NULL: none was
ALTER TABLE claim_line ADD COLUMN condition_code TEXT;    -- claims::conditions; NULL: the claim's own

ALTER TABLE decision ADD COLUMN limit_cents BIGINT;       -- taken of the annual limit; NULL: what was paid
ALTER TABLE decision ADD COLUMN taken JSONB;              -- claims::rules::Taken; NULL: as the columns say

-- What is known of an animal's health.
CREATE TABLE health_entry (
  id TEXT NOT NULL PRIMARY KEY,
  pet_id TEXT NOT NULL REFERENCES pet (id),
  condition_code TEXT NOT NULL,                           -- claims::conditions
  side TEXT CHECK (side IN ('left', 'right')),
  noted_on TEXT NOT NULL,                                 -- the day from which a record shows it
  recorded_by TEXT REFERENCES person (id),
  recorded_at BIGINT NOT NULL
);
CREATE INDEX health_entry_pet ON health_entry (pet_id);

-- What the machine found when it looked at a claim: for the desk, never for customers.
CREATE TABLE assessment (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  at BIGINT NOT NULL,
  rule_version TEXT NOT NULL,
  inputs JSONB NOT NULL,
  about JSONB NOT NULL,                                   -- claims::rules::instant::Circumstances
  why JSONB NOT NULL                                      -- why it went to a person; empty: it was paid
);
CREATE INDEX assessment_claim ON assessment (claim_id, at);

CREATE INDEX claim_policy ON claim (policy_id);

CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decision_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_line
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_decline() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'only a person declines'; END $$;
CREATE TRIGGER decision_declines BEFORE INSERT ON decision
FOR EACH ROW WHEN (NEW.decided_by IS NULL AND NEW.payable_cents <= 0) EXECUTE FUNCTION refuse_decline();

CREATE FUNCTION refuse_line_decline() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF (SELECT decided_by FROM decision WHERE id = NEW.decision_id) IS NULL THEN RAISE EXCEPTION 'only a person declines'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decision_line_declines BEFORE INSERT ON decision_line
FOR EACH ROW WHEN (NEW.reason_code IS NOT NULL) EXECUTE FUNCTION refuse_line_decline();
