-- What somebody says against a line of a decision. The words and the answer are never changed, only `state` moves, once.
CREATE TABLE appeal (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  decision_id TEXT NOT NULL REFERENCES decision (id),     -- the decision it speaks against
  claim_line_id TEXT NOT NULL REFERENCES claim_line (id), -- the line it speaks of
  words TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'changed', 'taken_back')),
  answer TEXT,                                            -- why the decision stands, or what was changed
  answered_at BIGINT,
  answered_by TEXT REFERENCES person (id),
  CHECK ((state IN ('upheld', 'changed')) = (answer IS NOT NULL AND answered_at IS NOT NULL AND answered_by IS NOT NULL))
);
CREATE UNIQUE INDEX appeal_open ON appeal (claim_line_id) WHERE state = 'open';
CREATE INDEX appeal_claim ON appeal (claim_id, made_at);
