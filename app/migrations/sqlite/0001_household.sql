-- The people, where they live, and who may act for whom.

CREATE TABLE household (
  id TEXT NOT NULL PRIMARY KEY,
  street TEXT NOT NULL,
  city TEXT NOT NULL,
  state TEXT NOT NULL CHECK (length(state) = 2),  -- chooses the legal clocks
  postcode TEXT NOT NULL,
  time_zone TEXT NOT NULL,                        -- IANA name; dates of service and cover are dates here
  created_at INTEGER NOT NULL                     -- instants are UTC milliseconds, everywhere
) STRICT;

CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  email TEXT NOT NULL,                            -- where mail goes; signing in uses credential.email
  birth_on TEXT,
  language TEXT CHECK (language IN ('en', 'es')), -- chosen by the person; NULL: the browser's
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX person_email ON person (email);

CREATE TABLE credential (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('password')),
  email TEXT NOT NULL UNIQUE,                     -- lower case
  secret TEXT NOT NULL,                           -- PHC string
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX credential_person ON credential (person_id);

-- A grant is (person, role, scope, from, to): there is no role column anywhere else.
CREATE TABLE "grant" (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('policyholder')),
  scope_kind TEXT NOT NULL CHECK (scope_kind IN ('household')),
  scope_id TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER
) STRICT;
CREATE INDEX grant_person ON "grant" (person_id);

CREATE TABLE session (
  id TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,                -- SHA-256 of the cookie's 256-bit token, hex
  person_id TEXT NOT NULL REFERENCES person (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  device TEXT NOT NULL                            -- User-Agent as sent, cut at 200 characters
) STRICT;
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expiry ON session (expires_at);
