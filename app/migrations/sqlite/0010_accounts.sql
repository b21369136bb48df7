-- Who may do what, how they prove it, and a record of what was done that cannot be changed.

-- More roles and kinds; SQLite changes a CHECK by making the table anew.
CREATE TABLE grant_new (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('policyholder', 'member_view', 'member_file', 'member_pay', 'agent', 'agency_admin', 'adjuster', 'support', 'underwriter', 'ops')),
  scope_kind TEXT NOT NULL CHECK (scope_kind IN ('household', 'agency', 'book')),
  scope_id TEXT NOT NULL,                         -- 'book' for staff: the whole book of business
  from_at INTEGER NOT NULL,
  to_at INTEGER                                   -- NULL: until it is taken back
) STRICT;
INSERT INTO grant_new SELECT id, person_id, role, scope_kind, scope_id, from_at, to_at FROM "grant";
DROP TABLE "grant";
ALTER TABLE grant_new RENAME TO "grant";
CREATE INDEX grant_person ON "grant" (person_id);
CREATE INDEX grant_scope ON "grant" (scope_kind, scope_id);

CREATE TABLE agency (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- A second proof, or a passkey, which is both. Secrets are sealed (app/src/seal.rs); a removed factor stays, for the record.
CREATE TABLE factor (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('passkey', 'totp', 'sms', 'recovery', 'oidc')),
  name TEXT NOT NULL,                             -- what the person calls it
  lookup TEXT UNIQUE,                             -- passkey: credential id (hex); oidc: issuer and subject; recovery: hash of the code; NULL else
  secret TEXT NOT NULL,                           -- sealed: the passkey (JSON), the TOTP seed, the phone number; '' for recovery and oidc
  last_step INTEGER,                              -- TOTP: the last time step that was used, so that no code counts twice
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  removed_at INTEGER
) STRICT;
CREATE INDEX factor_person ON factor (person_id);

-- A promise that somebody may do one thing once: a link in a mail, a code by SMS, a sign-in half done.
CREATE TABLE ticket (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('register', 'reset', 'sign_in', 'sms', 'passkey', 'totp', 'oidc', 'email', 'phone', 'step_up', 'typed', 'codes')),
  token_hash TEXT NOT NULL UNIQUE,                -- SHA-256 of a 256-bit token, hex
  person_id TEXT REFERENCES person (id),
  payload TEXT NOT NULL,                          -- sealed JSON: what the kind needs
  tries INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX ticket_expiry ON ticket (expires_at);
CREATE INDEX ticket_person ON ticket (person_id);

CREATE TABLE invitation (
  id TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,                            -- lower case: only the person who reads this mail accepts
  name TEXT NOT NULL,                             -- what the inviter calls them
  roles TEXT NOT NULL,                            -- the roles of the grants, with a space between
  scope_kind TEXT NOT NULL CHECK (scope_kind IN ('household', 'agency', 'book')),
  scope_id TEXT NOT NULL,
  grant_to_at INTEGER,                            -- when the grant ends (a sitter's); NULL: when it is taken back
  invited_by TEXT NOT NULL REFERENCES person (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  accepted_by TEXT REFERENCES person (id),
  revoked_at INTEGER
) STRICT;
CREATE INDEX invitation_scope ON invitation (scope_kind, scope_id);

-- A browser that a person has signed in with before.
CREATE TABLE device (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  token_hash TEXT NOT NULL,                       -- of the device's own cookie
  name TEXT NOT NULL,                             -- "Safari on iPhone", from the User-Agent
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  UNIQUE (person_id, token_hash)
) STRICT;

ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';   -- network address at sign-in
ALTER TABLE session ADD COLUMN used_at INTEGER;                    -- last use, to the minute; NULL: since it began
ALTER TABLE session ADD COLUMN proved_at INTEGER;                  -- last fresh proof (step-up)
ALTER TABLE session ADD COLUMN strength TEXT NOT NULL DEFAULT 'one' CHECK (strength IN ('one', 'two', 'phishing_resistant'));
ALTER TABLE session ADD COLUMN staff INTEGER NOT NULL DEFAULT 0 CHECK (staff IN (0, 1));
ALTER TABLE session ADD COLUMN oidc_id_token TEXT;                 -- sealed; to end the session at the provider too
ALTER TABLE session ADD COLUMN household_id TEXT REFERENCES household (id); -- the household that is looked at, when it was chosen from several
ALTER TABLE person ADD COLUMN second_factor_asked_at INTEGER;      -- when "not now" was said last
ALTER TABLE person ADD COLUMN sign_ins INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN phone TEXT;                          -- sealed; a number that answered to a code

-- How often something was tried in a window; shared by all servers.
CREATE TABLE rate_count (
  bucket TEXT NOT NULL PRIMARY KEY,               -- kind and SHA-256 of whom: no address or name stands here
  window_at INTEGER NOT NULL,                     -- when the window began
  count INTEGER NOT NULL
) STRICT;

-- Something to tell a person in the portal.
CREATE TABLE notice (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  created_at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;
CREATE INDEX notice_person ON notice (person_id, created_at);

-- Who saw and changed what. Each entry carries the hash of the one before.
CREATE TABLE audit_entry (
  seq INTEGER NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'system', 'nobody')),
  actor_id TEXT NOT NULL,                         -- '' for nobody
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  detail TEXT NOT NULL,                           -- JSON as it was hashed; no names, addresses or numbers
  hash TEXT NOT NULL                              -- SHA-256 over the hash before and this entry, hex
) STRICT;
CREATE INDEX audit_subject ON audit_entry (subject_kind, subject_id, seq);
CREATE INDEX audit_actor ON audit_entry (actor_id, seq);
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;

-- The end of the chain: the row that writers take in turn.
CREATE TABLE audit_head (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, '');
