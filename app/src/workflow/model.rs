//! Requirements and tasks, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::documents::attachments_model::Attachment;
use crate::ids::RequirementId;
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
        /// What a laboratory found.
        LabResult = "lab_result",
        /// That the clinic was paid.
        ProofOfPayment = "proof_of_payment",
        /// Anything else; the asker's words say what.
        SomethingElse = "something_else",
        /// The bank account that a payment can go to. The server asks for it by itself, and sees by itself when it is there.
        BankAccount = "bank_account",
    }
}

impl What {
    /// All that people ask for, as they are offered.
    pub const ALL: [What; 6] = [
        What::InvoicePage,
        What::ItemisedInvoice,
        What::MedicalRecord,
        What::LabResult,
        What::ProofOfPayment,
        What::SomethingElse,
    ];

    /// Whether it is the clinic's own paper, so that a clinic may see that it is missing, whoever was asked for it.
    pub fn is_the_clinics(self) -> bool {
        !matches!(self, What::ProofOfPayment | What::SomethingElse | What::BankAccount)
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
        /// A clinic sent it; somebody of the household says whether it is theirs before it counts.
        ToConfirm = "to_confirm",
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

impl RequirementState {
    /// Whether somebody still has to send it.
    pub fn is_owed(self) -> bool {
        matches!(self, RequirementState::Open | RequirementState::SentBack)
    }

    /// Whether files can be added to it.
    pub fn takes_files(self) -> bool {
        self.is_owed() || matches!(self, RequirementState::ToConfirm | RequirementState::Supplied)
    }
}

text_enum! {
    /// What an adjuster says to something that was asked for.
    pub enum Verdict {
        /// It is good.
        Accept = "accept",
        /// It cannot be used; send it again.
        SendBack = "send_back",
        /// It is no longer wanted.
        Waive = "waive",
        /// It is still wanted, by another day.
        Again = "again",
    }
}

impl Verdict {
    /// Whether it can be said of a requirement as it stands, and where it puts it.
    pub fn on(self, stands: RequirementState) -> Option<RequirementState> {
        use RequirementState::{Accepted, Open, SentBack, Supplied, ToConfirm, Waived};
        match (self, stands) {
            (Verdict::Accept, Supplied) => Some(Accepted),
            (Verdict::SendBack, Supplied | Accepted) => Some(SentBack),
            (Verdict::Waive, Open | ToConfirm | Supplied | SentBack) => Some(Waived),
            (Verdict::Again, Open | SentBack | Waived) => Some(Open),
            _ => None,
        }
    }
}

/// Something missing that somebody must supply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Which.
    pub id: RequirementId,
    /// What.
    pub what: What,
    /// Who owes it.
    pub owner: Owner,
    /// By when.
    pub due_on: Day,
    /// Where it stands.
    pub state: RequirementState,
    /// Why, in the asker's own words; for something else, what. Empty when nothing was added.
    pub words: String,
    /// Given name of whoever asked, when known.
    pub asked_by: Option<String>,
    /// Given name of whoever looked at it last.
    pub resolved_by: Option<String>,
    /// Why it was sent back or is no longer wanted, in their words.
    pub resolution: Option<String>,
    /// What came for it, oldest first.
    pub files: Vec<Attachment>,
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::RequirementState::{Accepted, Open, SentBack, Supplied, ToConfirm, Waived};
    use super::*;

    #[test]
    fn what_can_be_said_of_a_requirement_is_exactly_this() {
        let allowed = [
            (Verdict::Accept, Supplied, Accepted),
            (Verdict::SendBack, Supplied, SentBack),
            (Verdict::SendBack, Accepted, SentBack),
            (Verdict::Waive, Open, Waived),
            (Verdict::Waive, ToConfirm, Waived),
            (Verdict::Waive, Supplied, Waived),
            (Verdict::Waive, SentBack, Waived),
            (Verdict::Again, Open, Open),
            (Verdict::Again, SentBack, Open),
            (Verdict::Again, Waived, Open),
        ];
        for verdict in [Verdict::Accept, Verdict::SendBack, Verdict::Waive, Verdict::Again] {
            for stands in [Open, ToConfirm, Supplied, Accepted, SentBack, Waived] {
                let wanted = allowed.iter().find(|(said, of, _)| (*said, *of) == (verdict, stands)).map(|(.., to)| *to);
                assert_eq!(verdict.on(stands), wanted, "{verdict} of {stands}");
            }
        }
    }

    #[test]
    fn a_clinic_is_shown_its_own_papers_and_no_words_between_us_and_the_household() {
        assert_eq!(What::ALL.map(What::is_the_clinics), [true, true, true, true, false, false]);
    }
}
