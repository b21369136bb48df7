//! Requirements and tasks, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::text_enum;

text_enum! {
    /// What is missing.
    pub enum What {
        /// A page of the invoice.
        InvoicePage = "invoice_page",
        /// An invoice that lists each line.
        ItemisedInvoice = "itemised_invoice",
        /// The clinic's record of the visit.
        MedicalRecord = "medical_record",
    }
}

text_enum! {
    /// Who owes it.
    pub enum Owner {
        /// The policyholder.
        Policyholder = "policyholder",
        /// The clinic.
        Vet = "vet",
    }
}

text_enum! {
    /// Where a requirement stands.
    pub enum RequirementState {
        /// Missing.
        Open = "open",
        /// Sent, not looked at.
        Supplied = "supplied",
        /// Good.
        Accepted = "accepted",
        /// Sent back, with why.
        SentBack = "sent_back",
        /// No longer wanted.
        Waived = "waived",
    }
}

/// Something missing that somebody must supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Requirement {
    /// What.
    pub what: What,
    /// Who owes it.
    pub owner: Owner,
    /// By when.
    pub due_on: Day,
    /// Where it stands.
    pub state: RequirementState,
}

text_enum! {
    /// What a requirement or a task is about.
    pub enum SubjectKind {
        /// A claim.
        Claim = "claim",
        /// An animal.
        Pet = "pet",
    }
}

text_enum! {
    /// Why somebody must look at something.
    pub enum Reason {
        /// A claim wants a decision.
        ClaimToDecide = "claim_to_decide",
        /// A pet that is not insured should be.
        CoverWanted = "cover_wanted",
    }
}
