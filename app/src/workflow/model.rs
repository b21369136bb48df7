//! Requirements and tasks, as they cross the wire.

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
