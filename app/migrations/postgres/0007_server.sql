-- The outbox (a change and the work it causes commit together) and the numbers people say aloud.

CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  payload JSONB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  run_at BIGINT NOT NULL,                        -- also the end of a worker's lease: a crash makes it due again
  tries BIGINT NOT NULL,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX job_due ON job (run_at) WHERE state = 'waiting';

-- A sequence, not a row: 32 people submitting at once do not queue for a number.
CREATE SEQUENCE policy_number START 204817;
CREATE SEQUENCE claim_number START 4790;
CREATE SEQUENCE invoice_number START 310001;
