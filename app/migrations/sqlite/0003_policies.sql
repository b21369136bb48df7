-- Pets, what is sold, and what was bought.

CREATE TABLE pet (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES household (id),
  name TEXT NOT NULL,
  species TEXT NOT NULL CHECK (species IN ('dog', 'cat', 'rabbit', 'bird', 'small_mammal')),
  breed TEXT NOT NULL,
  birth_on TEXT NOT NULL,
  sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'unknown')),
  neutered INTEGER CHECK (neutered IN (0, 1)),    -- NULL: not known
  microchip TEXT,
  photo_blob_id TEXT REFERENCES blob (id),
  died_on TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pet_household ON pet (household_id);

CREATE TABLE plan (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;

-- A version's terms are one document and are never edited.
CREATE TABLE plan_version (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  version INTEGER NOT NULL,
  effective_from TEXT NOT NULL,
  terms TEXT NOT NULL CHECK (json_valid(terms)),  -- policies::model::PlanTerms
  UNIQUE (plan_id, version)
) STRICT;

CREATE TABLE policy (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                    -- digits only, the last one the check digit
  household_id TEXT NOT NULL REFERENCES household (id),
  pet_id TEXT NOT NULL REFERENCES pet (id),
  policyholder_id TEXT NOT NULL REFERENCES person (id),
  cover_from TEXT NOT NULL,                       -- first day of the first term: waiting periods count from here
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX policy_household ON policy (household_id);
CREATE INDEX policy_pet ON policy (pet_id);

CREATE TABLE term (
  id TEXT NOT NULL PRIMARY KEY,
  policy_id TEXT NOT NULL REFERENCES policy (id),
  plan_version_id TEXT NOT NULL REFERENCES plan_version (id),
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,                          -- the last day of cover
  annual_limit_cents INTEGER NOT NULL,
  deductible_cents INTEGER NOT NULL,
  rate_percent INTEGER NOT NULL CHECK (rate_percent BETWEEN 0 AND 100),
  premium_cents INTEGER NOT NULL,                 -- for the whole term
  installments INTEGER NOT NULL CHECK (installments IN (1, 4, 12)),
  currency TEXT NOT NULL,
  UNIQUE (policy_id, starts_on)
) STRICT;

-- A policy carries a set of flags; several may be open at once.
CREATE TABLE standing (
  id TEXT NOT NULL PRIMARY KEY,
  policy_id TEXT NOT NULL REFERENCES policy (id),
  flag TEXT NOT NULL CHECK (flag IN ('in_force', 'pending', 'cancel_pending', 'delinquent', 'lapsed', 'cancelled')),
  from_on TEXT NOT NULL,
  to_on TEXT                                      -- the last day; NULL: still open
) STRICT;
CREATE INDEX standing_policy ON standing (policy_id);

CREATE TABLE standing_exclusion (
  id TEXT NOT NULL PRIMARY KEY,
  policy_id TEXT NOT NULL REFERENCES policy (id),
  condition_code TEXT NOT NULL,                   -- claims::conditions
  from_on TEXT NOT NULL,
  to_on TEXT
) STRICT;
CREATE INDEX standing_exclusion_policy ON standing_exclusion (policy_id);
