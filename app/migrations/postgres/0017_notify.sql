-- What people are told, and on which ways: one notice for each person and occasion, a delivery for each way it goes.

ALTER TABLE notice ADD COLUMN household_id TEXT REFERENCES household (id); -- NULL: about the person alone
ALTER TABLE notice ADD COLUMN subject_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN subject_id TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN occasion TEXT;          -- what tells two notices of one kind about one thing apart; NULL: told by a server of before
ALTER TABLE notice ADD COLUMN seen_at BIGINT;        -- read in the list of notices; read_at says that a new browser was known as one's own
UPDATE notice SET seen_at = read_at WHERE read_at IS NOT NULL;
-- Never twice.
CREATE UNIQUE INDEX notice_once ON notice (kind, subject_kind, subject_id, person_id, occasion);
CREATE INDEX notice_unseen ON notice (person_id) WHERE seen_at IS NULL;
CREATE INDEX notice_household ON notice (household_id, created_at);

CREATE TABLE delivery (
  id TEXT NOT NULL PRIMARY KEY,
  notice_id TEXT NOT NULL REFERENCES notice (id),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'push')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
  tries BIGINT NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL,                           -- when it is tried next; while it is being sent, when another worker may take it over
  error TEXT,                                         -- why not, in one of our own words: never what a provider said
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  UNIQUE (notice_id, channel)
);
CREATE INDEX delivery_due ON delivery (next_at) WHERE state = 'waiting';
CREATE INDEX delivery_ended ON delivery (ended_at);

-- What somebody chose otherwise than the rules have it.
CREATE TABLE preference (
  person_id TEXT NOT NULL REFERENCES person (id),
  topic TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'push')),
  wanted BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL,                        -- for text messages: when consent was given or taken back
  PRIMARY KEY (person_id, topic, channel)
);

CREATE TABLE quiet_hours (
  person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
  from_hour BIGINT NOT NULL CHECK (from_hour BETWEEN 0 AND 23),
  to_hour BIGINT NOT NULL CHECK (to_hour BETWEEN 0 AND 23)
);

-- A browser that shows notices.
CREATE TABLE subscription (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  endpoint_hash TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL,                               -- sealed: where it listens, and its keys
  device TEXT NOT NULL,                               -- "Safari on iPhone"
  created_at BIGINT NOT NULL
);
CREATE INDEX subscription_person ON subscription (person_id);

-- Addresses and numbers that get nothing more from us.
CREATE TABLE suppression (
  hash TEXT NOT NULL,                                 -- keyed: nobody finds out from here whose it is
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  why TEXT NOT NULL CHECK (why IN ('stop', 'refused')),
  since BIGINT NOT NULL,
  PRIMARY KEY (hash, channel)
);

-- Keys that this deployment makes for itself, once: for the hashes and links above, and to be known at push services.
CREATE TABLE own_key (
  id TEXT NOT NULL PRIMARY KEY,
  secret TEXT NOT NULL                                -- sealed
);
