-- Money for claims that comes back: what is sent instead, and asking for a bank account.

ALTER TABLE payout ADD COLUMN follows TEXT REFERENCES payout (id); -- the one that came back and is sent again by this; NULL: none
CREATE UNIQUE INDEX payout_follows ON payout (follows) WHERE follows IS NOT NULL;
CREATE INDEX payout_on_its_way ON payout (sent_at) WHERE state = 'sent';

-- One kind more.
ALTER TABLE requirement DROP CONSTRAINT requirement_what_check;
ALTER TABLE requirement ADD CONSTRAINT requirement_what_check
  CHECK (what IN ('invoice_page', 'itemised_invoice', 'medical_record', 'lab_result', 'proof_of_payment', 'something_else', 'bank_account'));
