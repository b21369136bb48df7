-- The outbox (a change and the work it causes commit together) and the numbers people say aloud.

CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  run_at INTEGER NOT NULL,                        -- also the end of a worker's lease: a crash makes it due again
  tries INTEGER NOT NULL,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX job_due ON job (run_at) WHERE state = 'waiting';

CREATE TABLE number_counter (
  kind TEXT NOT NULL PRIMARY KEY CHECK (kind IN ('policy', 'claim', 'invoice')),
  last INTEGER NOT NULL
) STRICT;
INSERT INTO number_counter (kind, last) VALUES ('policy', 204816), ('claim', 4789), ('invoice', 310000);
