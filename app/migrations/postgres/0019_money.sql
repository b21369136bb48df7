-- Money that moves: what a bill is made of, how it is paid and by whom, what happens when it is not, and a ledger in which every cent balances.

-- How often a term is paid, and how far its bills have been made.
CREATE TABLE schedule (
  term_id TEXT NOT NULL PRIMARY KEY REFERENCES term (id),
  policy_id TEXT NOT NULL REFERENCES policy (id),
  household_id TEXT NOT NULL REFERENCES household (id),
  next_on TEXT,                                     -- the day from which the next installment is due; NULL: all are billed
  billed BIGINT NOT NULL DEFAULT 0                 -- installments that have a bill
);
CREATE INDEX schedule_next ON schedule (next_on) WHERE next_on IS NOT NULL;
CREATE INDEX schedule_policy ON schedule (policy_id);

ALTER TABLE invoice ADD COLUMN term_id TEXT REFERENCES term (id);  -- NULL: made by a server of before
ALTER TABLE invoice ADD COLUMN installment BIGINT;                -- the how-manieth of its term, from 1; NULL: no installment
ALTER TABLE invoice ADD COLUMN paid_cents BIGINT NOT NULL DEFAULT 0; -- settled less returned; the ledger says the same
ALTER TABLE invoice ADD COLUMN first_due_on TEXT;                  -- before somebody moved the day; NULL: nobody did
ALTER TABLE invoice ADD COLUMN pay_on TEXT;                        -- somebody wants it paid on this day by the method chosen then; NULL: by autopay on its day, or by hand
ALTER TABLE invoice ADD COLUMN ended_at BIGINT;                   -- no longer owed: cover ended or the bill was made again; NULL: it stands
UPDATE invoice SET paid_cents = amount_cents WHERE state = 'paid';
CREATE UNIQUE INDEX invoice_installment ON invoice (term_id, installment) WHERE installment IS NOT NULL;
CREATE INDEX invoice_to_collect ON invoice (due_on) WHERE state <> 'paid';

CREATE TABLE invoice_line (
  id TEXT NOT NULL PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoice (id),
  sequence BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('premium', 'tax', 'fee', 'change', 'credit')),
  code TEXT NOT NULL,                               -- what an accounting department books it under
  amount_cents BIGINT NOT NULL,
  UNIQUE (invoice_id, sequence)
);

-- A household as the gateway knows it.
CREATE TABLE billing_account (
  household_id TEXT NOT NULL PRIMARY KEY REFERENCES household (id),
  gateway_customer TEXT UNIQUE,                     -- NULL: nothing was set up yet
  method_id TEXT,                                   -- payment_method: what is used unless somebody chooses another
  payout_account TEXT UNIQUE,                       -- the gateway's account that claims are paid to; NULL: none
  payout_state TEXT NOT NULL DEFAULT 'none' CHECK (payout_state IN ('none', 'started', 'ready', 'refused')),
  payout_bank TEXT                                  -- "bank ending 6021", never more
);

CREATE TABLE payment_method (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES household (id),
  gateway_method TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('card', 'bank', 'link')),
  brand TEXT NOT NULL,                              -- "Visa"; of a bank its name
  last_four TEXT NOT NULL,
  expires_on TEXT,                                  -- last day of its month; NULL: does not expire
  state TEXT NOT NULL CHECK (state IN ('unverified', 'ready', 'refused', 'removed')), -- unverified: two small deposits are on their way
  verify_url TEXT,                                  -- the gateway's page that confirms them
  added_by TEXT NOT NULL REFERENCES person (id),
  added_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX payment_method_household ON payment_method (household_id) WHERE state <> 'removed';
CREATE INDEX payment_method_expires ON payment_method (expires_on) WHERE state = 'ready' AND expires_on IS NOT NULL;

-- A method being added at the gateway: how we find out what came of it when the page never says so.
CREATE TABLE method_setup (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES household (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  gateway_setup TEXT UNIQUE,                        -- setup intent, or hosted page
  replaces TEXT REFERENCES payment_method (id),
  make_default BOOLEAN NOT NULL,
  started_at BIGINT NOT NULL,
  method_id TEXT REFERENCES payment_method (id),    -- what came of it
  ended_at BIGINT
);
CREATE INDEX method_setup_open ON method_setup (started_at) WHERE ended_at IS NULL;

-- Permission to debit, as it was given (Nacha: kept for two years after the last debit or its end). Append-only but for its end.
CREATE TABLE mandate (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES household (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  words TEXT NOT NULL,                              -- exactly as they stood there
  language TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  address TEXT NOT NULL,                            -- network address
  device TEXT NOT NULL,                             -- "Safari on iPhone"
  ended_at BIGINT,
  ended_by TEXT REFERENCES person (id),
  last_debit_at BIGINT
);
CREATE UNIQUE INDEX mandate_stands ON mandate (household_id) WHERE ended_at IS NULL;

ALTER TABLE payment ADD COLUMN method_id TEXT REFERENCES payment_method (id); -- NULL: another way, or not kept
ALTER TABLE payment ADD COLUMN origin TEXT NOT NULL DEFAULT 'person' CHECK (origin IN ('person', 'autopay', 'planned', 'link', 'desk'));
ALTER TABLE payment ADD COLUMN person_id TEXT REFERENCES person (id);         -- NULL: nobody who is signed in
ALTER TABLE payment ADD COLUMN gateway_intent TEXT;                           -- NULL: the gateway has not answered yet
ALTER TABLE payment ADD COLUMN failure TEXT;                                  -- billing::model::Failure; NULL: none
ALTER TABLE payment ADD COLUMN ended_at BIGINT;                              -- failed or returned
ALTER TABLE payment ADD COLUMN expects_on TEXT;                               -- until when it should have settled
CREATE UNIQUE INDEX payment_intent ON payment (gateway_intent) WHERE gateway_intent IS NOT NULL;
-- One effort at a time for each bill: of two people who pay it at once, one does.
CREATE UNIQUE INDEX payment_under_way ON payment (invoice_id) WHERE state IN ('started', 'pending');

-- Each time the gateway was asked to move money: the key is the gateway's, so that asking again moves nothing twice.
CREATE TABLE payment_attempt (
  id TEXT NOT NULL PRIMARY KEY,                     -- also the idempotency key
  payment_id TEXT NOT NULL REFERENCES payment (id),
  at BIGINT NOT NULL,
  outcome TEXT CHECK (outcome IN ('settled', 'pending', 'action', 'failed', 'unknown')), -- NULL: not known yet
  failure TEXT,
  answered_at BIGINT
);
CREATE INDEX payment_attempt_payment ON payment_attempt (payment_id, at);

-- What happens to a bill that was not paid, one step after the other.
CREATE TABLE dunning_step (
  id TEXT NOT NULL PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoice (id),
  kind TEXT NOT NULL CHECK (kind IN ('retry', 'notice', 'lapse')),
  due_at BIGINT NOT NULL,
  done_at BIGINT,
  outcome TEXT CHECK (outcome IN ('done', 'failed', 'not_needed'))
);
CREATE INDEX dunning_due ON dunning_step (due_at) WHERE done_at IS NULL;
CREATE INDEX dunning_invoice ON dunning_step (invoice_id, due_at);

CREATE TABLE pay_link (
  id TEXT NOT NULL PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoice (id),
  household_id TEXT NOT NULL REFERENCES household (id),
  token_hash TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL,
  made_by TEXT REFERENCES person (id),              -- NULL: by itself, when a payment failed
  expires_at BIGINT NOT NULL,
  payment_id TEXT REFERENCES payment (id),          -- the one payment it was used for
  ended_at BIGINT
);
CREATE INDEX pay_link_invoice ON pay_link (invoice_id);

CREATE TABLE refund (
  id TEXT NOT NULL PRIMARY KEY,                     -- also the idempotency key
  payment_id TEXT NOT NULL REFERENCES payment (id),
  household_id TEXT NOT NULL REFERENCES household (id),
  amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
  currency TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('paid_twice', 'cover_ended', 'our_mistake', 'goodwill', 'other')),
  why TEXT NOT NULL,                                -- for staff
  state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'sent', 'arrived', 'failed', 'refused')),
  proposed_by TEXT NOT NULL REFERENCES person (id),
  proposed_at BIGINT NOT NULL,
  answered_by TEXT REFERENCES person (id),          -- a second person, above an amount
  answered_at BIGINT,
  gateway_refund TEXT UNIQUE,
  sent_at BIGINT,
  arrives_by TEXT,
  ended_at BIGINT,
  CHECK (answered_by <> proposed_by)
);
CREATE INDEX refund_payment ON refund (payment_id);
CREATE INDEX refund_household ON refund (household_id, proposed_at);

CREATE TABLE dispute (
  id TEXT NOT NULL PRIMARY KEY,
  gateway_dispute TEXT NOT NULL UNIQUE,
  payment_id TEXT NOT NULL REFERENCES payment (id),
  household_id TEXT NOT NULL REFERENCES household (id),
  amount_cents BIGINT NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'won', 'lost')),
  opened_at BIGINT NOT NULL,
  answer_by TEXT,
  ended_at BIGINT
);
CREATE INDEX dispute_household ON dispute (household_id, opened_at);

ALTER TABLE payout ADD COLUMN gateway_transfer TEXT;
ALTER TABLE payout ADD COLUMN gateway_payout TEXT;
ALTER TABLE payout ADD COLUMN sent_at BIGINT;
ALTER TABLE payout ADD COLUMN failure TEXT;
ALTER TABLE payout ADD COLUMN ended_at BIGINT;      -- came back
CREATE UNIQUE INDEX payout_transfer ON payout (gateway_transfer) WHERE gateway_transfer IS NOT NULL;
CREATE INDEX payout_to_send ON payout (approved_at) WHERE state = 'approved';

-- What the gateway told us, as it came. Its own id makes "never twice" a constraint.
CREATE TABLE gateway_event (
  id TEXT NOT NULL PRIMARY KEY,                     -- the gateway's
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL,                          -- what it is about; empty: nothing that has an id
  account TEXT,                                     -- the connected account it happened at
  body TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  worked_at BIGINT,
  outcome TEXT CHECK (outcome IN ('done', 'nothing', 'unknown'))
);
CREATE INDEX gateway_event_object ON gateway_event (object_id);
CREATE INDEX gateway_event_unknown ON gateway_event (received_at) WHERE outcome = 'unknown';

-- Where our books and the gateway's do not say the same.
CREATE TABLE gateway_difference (
  id TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('payment', 'refund', 'payout', 'none')),
  subject_id TEXT NOT NULL,                         -- ours, or the gateway's where we have none
  ours TEXT NOT NULL,
  theirs TEXT NOT NULL,
  found_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_why TEXT
);
CREATE UNIQUE INDEX gateway_difference_open ON gateway_difference (subject_kind, subject_id) WHERE ended_at IS NULL;

-- Every cent, twice: the entries of one posting sum to zero. What happened to a subject is posted once.
CREATE TABLE ledger_entry (
  id TEXT NOT NULL PRIMARY KEY,
  posting TEXT NOT NULL,
  event TEXT NOT NULL,                              -- billing::ledger::Event
  subject_id TEXT NOT NULL,                         -- invoice, payment, refund, payout or dispute
  account TEXT NOT NULL CHECK (account IN ('owed_to_us', 'premium', 'tax', 'fees', 'gateway', 'claims', 'owed_to_you', 'sent', 'credit', 'disputed')),
  household_id TEXT NOT NULL REFERENCES household (id),
  invoice_id TEXT REFERENCES invoice (id),
  amount_cents BIGINT NOT NULL,                    -- debit positive, credit negative
  currency TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (event, subject_id, account)
);
CREATE INDEX ledger_posting ON ledger_entry (posting, amount_cents);
CREATE INDEX ledger_household ON ledger_entry (household_id, account);
CREATE INDEX ledger_invoice ON ledger_entry (invoice_id, account, amount_cents) WHERE invoice_id IS NOT NULL;
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The first page of the ledger: bills that are not paid have a posting of their own.
INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, invoice_id, amount_cents, currency, at)
  SELECT i.id || '-issued-' || s.account, i.id || '-issued', 'invoice_issued', i.id, s.account, i.household_id, i.id, s.sign * i.amount_cents, i.currency, CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)
  FROM invoice i CROSS JOIN (SELECT 'owed_to_us' AS account, 1 AS sign UNION ALL SELECT 'premium', -1) s
  WHERE i.state <> 'paid' AND i.amount_cents <> 0;
-- So have claims that are on their way.
INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, amount_cents, currency, at)
  SELECT o.id || s.event || s.account, o.id || s.event, s.event, o.id, s.account, o.household_id, s.sign * o.amount_cents, o.currency, CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)
  FROM payout o JOIN (SELECT 'payout_approved' AS event, 'claims' AS account, 1 AS sign UNION ALL SELECT 'payout_approved', 'owed_to_you', -1
    UNION ALL SELECT 'payout_sent', 'owed_to_you', 1 UNION ALL SELECT 'payout_sent', 'sent', -1) s ON s.event = 'payout_approved' OR o.state = 'sent'
  WHERE o.state IN ('approved', 'sent') AND o.amount_cents <> 0;
-- All that is over is one posting for each household.
INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, amount_cents, currency, at)
  SELECT t.household_id || '-opening-' || t.account, t.household_id || '-opening', 'opening', t.household_id, t.account, t.household_id,
    CAST(SUM(t.cents) AS BIGINT), t.currency, CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)
  FROM (
    SELECT household_id, 'premium' AS account, -paid_cents AS cents, currency FROM invoice WHERE state = 'paid'
    UNION ALL SELECT household_id, 'gateway', paid_cents, currency FROM invoice WHERE state = 'paid'
    UNION ALL SELECT household_id, 'claims', amount_cents, currency FROM payout WHERE state = 'arrived'
    UNION ALL SELECT household_id, 'gateway', -amount_cents, currency FROM payout WHERE state = 'arrived'
  ) t GROUP BY t.household_id, t.account, t.currency HAVING SUM(t.cents) <> 0;
