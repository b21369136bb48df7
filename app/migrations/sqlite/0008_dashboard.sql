-- What happened last is found without looking at what did not.

CREATE INDEX payment_settled ON payment (household_id, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX payout_arrived ON payout (household_id, arrived_at) WHERE arrived_at IS NOT NULL;

-- The next bill of a policy is found without looking at those that are paid.
CREATE INDEX invoice_unpaid ON invoice (policy_id, due_on) WHERE state <> 'paid';
