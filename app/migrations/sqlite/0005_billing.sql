-- Bills, what was paid on them, and what we paid out.

CREATE TABLE invoice (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  policy_id TEXT NOT NULL REFERENCES policy (id),
  household_id TEXT NOT NULL REFERENCES household (id),
  issued_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'past_due'))
) STRICT;
CREATE INDEX invoice_household ON invoice (household_id, due_on);
CREATE INDEX invoice_policy ON invoice (policy_id, due_on);

CREATE TABLE payment (
  id TEXT NOT NULL PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoice (id),
  household_id TEXT NOT NULL REFERENCES household (id),
  amount_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  method TEXT NOT NULL,                           -- brand and last four, never more
  state TEXT NOT NULL CHECK (state IN ('started', 'pending', 'settled', 'failed', 'returned')),
  started_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX payment_household ON payment (household_id, started_at);
CREATE INDEX payment_invoice ON payment (invoice_id);

CREATE TABLE payout (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claim (id),
  household_id TEXT NOT NULL REFERENCES household (id),
  amount_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  account TEXT NOT NULL,                          -- "bank ending 6021", never more
  state TEXT NOT NULL CHECK (state IN ('approved', 'sent', 'arrived', 'returned')),
  approved_at INTEGER NOT NULL,
  arrives_by TEXT NOT NULL,                       -- promised; what is said until it has arrived
  arrived_at INTEGER
) STRICT;
CREATE INDEX payout_household ON payout (household_id, approved_at);
CREATE INDEX payout_claim ON payout (claim_id);
