-- What is missing, who owes it and by when: one table for claims, policies, pets and whatever comes.

CREATE TABLE requirement (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim')),
  subject_id TEXT NOT NULL,
  household_id TEXT NOT NULL REFERENCES household (id),
  what TEXT NOT NULL CHECK (what IN ('invoice_page', 'itemised_invoice', 'medical_record')),
  owner TEXT NOT NULL CHECK (owner IN ('policyholder', 'vet')),
  due_on TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'supplied', 'accepted', 'sent_back', 'waived')),
  opened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX requirement_subject ON requirement (subject_kind, subject_id);
CREATE INDEX requirement_household ON requirement (household_id, state);

CREATE TABLE task (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim', 'pet')),
  subject_id TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('claim_to_decide', 'cover_wanted')),
  blocking INTEGER NOT NULL CHECK (blocking IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
  due_on TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;
-- A job that runs twice opens one task.
CREATE UNIQUE INDEX task_open ON task (subject_kind, subject_id, reason) WHERE state = 'open';
