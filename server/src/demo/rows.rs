//! The rows of a book as they go into the database: a struct for each table, its columns as fields.

use app::billing::model::{InvoiceState, PaymentState, PayoutState};
use app::claims::model::{ClaimState, EventKind, LineCategory, LineReason};
use app::claims::rules::RuleVersion;
use app::day::Day;
use app::pets::model::{Sex, Species};
use app::policies::model::Flag;
use app::workflow::model::{Owner, RequirementState, What};
use uuid::Uuid;

/// Takes the values of a row, one column after the other.
pub(super) trait Cells {
    fn null(&mut self);
    fn integer(&mut self, value: i64);
    fn yes_no(&mut self, value: bool);
    fn text(&mut self, value: &str);
}

/// A value that a column can hold.
pub(super) trait Cell {
    fn put(&self, cells: &mut impl Cells);
}

/// A row of a table.
pub(super) trait Row {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];
    fn put(&self, cells: &mut impl Cells);
}

impl Cell for i64 {
    fn put(&self, cells: &mut impl Cells) {
        cells.integer(*self);
    }
}

impl Cell for bool {
    fn put(&self, cells: &mut impl Cells) {
        cells.yes_no(*self);
    }
}

impl Cell for String {
    fn put(&self, cells: &mut impl Cells) {
        cells.text(self);
    }
}

impl Cell for &'static str {
    fn put(&self, cells: &mut impl Cells) {
        cells.text(self);
    }
}

impl Cell for Day {
    fn put(&self, cells: &mut impl Cells) {
        cells.text(&self.to_string());
    }
}

impl Cell for Uuid {
    fn put(&self, cells: &mut impl Cells) {
        cells.text(self.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    }
}

impl<T: Cell> Cell for Option<T> {
    fn put(&self, cells: &mut impl Cells) {
        match self {
            Some(value) => value.put(cells),
            None => cells.null(),
        }
    }
}

macro_rules! words {
    ($($name:ty),+) => {$(
        impl Cell for $name {
            fn put(&self, cells: &mut impl Cells) {
                cells.text(self.as_str());
            }
        }
    )+};
}

words!(
    Species,
    Sex,
    Flag,
    ClaimState,
    EventKind,
    LineCategory,
    LineReason,
    RuleVersion,
    InvoiceState,
    PaymentState,
    PayoutState,
    What,
    Owner,
    RequirementState
);

macro_rules! tables {
    ($($field:ident: $name:ident in $table:literal { $($column:ident: $type:ty,)+ })+) => {
        $(
            #[derive(Clone)]
            pub(super) struct $name { $(pub $column: $type,)+ }

            impl Row for $name {
                const TABLE: &'static str = $table;
                const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];
                fn put(&self, cells: &mut impl Cells) {
                    $(self.$column.put(cells);)+
                }
            }
        )+

        /// Rows that wait to be written, in an order in which each finds what it refers to.
        #[derive(Default)]
        pub(super) struct Batch { $(pub $field: Vec<$name>,)+ }

        impl Batch {
            /// Writes every row.
            pub async fn write(&self, to: &mut super::bulk::Bulk) -> Result<(), sqlx::Error> {
                $(to.rows(&self.$field).await?;)+
                Ok(())
            }
        }

        /// Every table that a book fills, with its columns.
        #[cfg(test)]
        pub(super) const TABLES: &[(&str, &[&str])] = &[$(($name::TABLE, $name::COLUMNS)),+];
    };
}

tables! {
    households: Household in "household" {
        id: Uuid, street: String, city: &'static str, state: &'static str, postcode: &'static str, time_zone: &'static str, created_at: i64,
    }
    persons: Person in "person" {
        id: Uuid, given_name: &'static str, family_name: &'static str, email: String, birth_on: Option<Day>, language: Option<&'static str>, created_at: i64,
        second_factor_asked_at: Option<i64>,
    }
    credentials: Credential in "credential" {
        id: Uuid, person_id: Uuid, kind: &'static str, email: String, secret: String, created_at: i64,
    }
    grants: Grant in "\"grant\"" {
        id: Uuid, person_id: Uuid, role: &'static str, scope_kind: &'static str, scope_id: Uuid, from_at: i64,
    }
    blobs: Blob in "blob" {
        id: Uuid, sha256: String, size: i64, content_type: &'static str, state: &'static str, created_at: i64,
    }
    pets: Pet in "pet" {
        id: Uuid, household_id: Uuid, name: &'static str, species: Species, breed: &'static str, birth_on: Day, sex: Sex, neutered: Option<bool>,
        microchip: Option<String>, photo_blob_id: Option<Uuid>, died_on: Option<Day>, created_at: i64, changed_at: i64,
    }
    plans: PlanRow in "plan" {
        id: Uuid, code: &'static str, name: &'static str,
    }
    plan_versions: PlanVersionRow in "plan_version" {
        id: Uuid, plan_id: Uuid, version: i64, effective_from: Day, terms: String,
    }
    policies: Policy in "policy" {
        id: Uuid, number: String, household_id: Uuid, pet_id: Uuid, policyholder_id: Uuid, cover_from: Day, created_at: i64,
    }
    terms: Term in "term" {
        id: Uuid, policy_id: Uuid, plan_version_id: Uuid, starts_on: Day, ends_on: Day, annual_limit_cents: i64, deductible_cents: i64, rate_percent: i64,
        premium_cents: i64, installments: i64, currency: &'static str,
    }
    standings: Standing in "standing" {
        id: Uuid, policy_id: Uuid, flag: Flag, from_on: Day, to_on: Option<Day>,
    }
    exclusions: StandingExclusion in "standing_exclusion" {
        id: Uuid, policy_id: Uuid, condition_code: &'static str, from_on: Day, to_on: Option<Day>,
    }
    claims: Claim in "claim" {
        id: Uuid, number: String, household_id: Uuid, pet_id: Uuid, policy_id: Uuid, term_id: Uuid, visit_on: Day, condition_code: Option<&'static str>,
        condition_text: Option<&'static str>, total_cents: i64, currency: &'static str, notes: &'static str, state: ClaimState, answer_by: Day,
        submitted_at: i64, submitted_by: Uuid, lines_confirmed: bool,
    }
    pages: ClaimPage in "claim_page" {
        id: Uuid, claim_id: Uuid, position: i64, blob_id: Uuid, upload_key: String, file_name: &'static str, page_count: i64, created_at: i64,
    }
    lines: ClaimLine in "claim_line" {
        id: Uuid, claim_id: Uuid, position: i64, description: &'static str, category: LineCategory, amount_cents: i64,
    }
    decisions: Decision in "decision" {
        id: Uuid, claim_id: Uuid, sequence: i64, eligible_cents: i64, deductible_cents: i64, payable_cents: i64, limit_cents: i64, taken: String,
        rule_version: RuleVersion, inputs: String, decided_at: i64, decided_by: Option<Uuid>,
    }
    decision_lines: DecisionLine in "decision_line" {
        id: Uuid, decision_id: Uuid, claim_line_id: Uuid, eligible_cents: i64, reason_code: Option<LineReason>, payable_cents: i64,
    }
    assessments: Assessment in "assessment" {
        id: Uuid, claim_id: Uuid, at: i64, rule_version: RuleVersion, inputs: String, about: String, why: String,
    }
    events: ClaimEvent in "claim_event" {
        id: Uuid, claim_id: Uuid, at: i64, kind: EventKind, actor_kind: &'static str, actor_id: Option<Uuid>,
    }
    invoices: Invoice in "invoice" {
        id: Uuid, number: String, policy_id: Uuid, household_id: Uuid, issued_on: Day, due_on: Day, amount_cents: i64, currency: &'static str, state: InvoiceState,
        term_id: Option<Uuid>, installment: Option<i64>, paid_cents: i64,
    }
    schedules: Schedule in "schedule" {
        term_id: Uuid, policy_id: Uuid, household_id: Uuid, next_on: Option<Day>, billed: i64,
    }
    payments: Payment in "payment" {
        id: Uuid, invoice_id: Uuid, household_id: Uuid, amount_cents: i64, currency: &'static str, method: String, state: PaymentState, started_at: i64,
        settled_at: Option<i64>,
    }
    payouts: Payout in "payout" {
        id: Uuid, claim_id: Uuid, household_id: Uuid, amount_cents: i64, currency: &'static str, account: String, state: PayoutState, approved_at: i64,
        arrives_by: Day, arrived_at: Option<i64>,
    }
    requirements: Requirement in "requirement" {
        id: Uuid, subject_kind: &'static str, subject_id: Uuid, household_id: Uuid, what: What, owner: Owner, due_on: Day, state: RequirementState, opened_at: i64,
    }
    tasks: Task in "task" {
        id: Uuid, subject_kind: &'static str, subject_id: Uuid, reason: &'static str, blocking: bool, state: &'static str, due_on: Day, opened_at: i64,
        closed_at: Option<i64>,
    }
}
