-- Bytes that people send us. Where they lie is the blob store's business; the row is the truth about their state.

CREATE TABLE blob (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT REFERENCES household (id),    -- NULL: drawn by the demo and shared by all
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'checked', 'failed', 'quarantined')),
  key_id TEXT,                                    -- the key that seals the bytes; NULL: stored as they are
  created_at BIGINT NOT NULL
);
CREATE INDEX blob_household ON blob (household_id);
