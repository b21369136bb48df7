-- What was read from a file of an invoice: offered for confirmation, never taken as it is.
CREATE TABLE reading (
  page_id TEXT NOT NULL PRIMARY KEY REFERENCES claim_page (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'read', 'nothing')),
  result TEXT CHECK (json_valid(result)),         -- once it is read: claims::reading::model::Reading
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;

-- Pictures that the reader drew of sheets that were none, to show pieces of.
CREATE TABLE reading_picture (
  page_id TEXT NOT NULL REFERENCES reading (page_id) ON DELETE CASCADE,
  blob_id TEXT NOT NULL REFERENCES blob (id),
  PRIMARY KEY (page_id, blob_id)
) STRICT;
CREATE INDEX reading_picture_blob ON reading_picture (blob_id);

-- Whether the claim's lines were read from the invoice and confirmed by whoever filed it; else they are the total alone, or a person's.
ALTER TABLE claim ADD COLUMN lines_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (lines_confirmed IN (0, 1));
ALTER TABLE claim ADD COLUMN read_on TEXT;                -- the date as it was read; NULL: none was
ALTER TABLE claim ADD COLUMN read_total_cents INTEGER;    -- the total as it was read; NULL: none was
