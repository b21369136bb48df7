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
