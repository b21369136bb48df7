//! Bills and payments, as they cross the wire.

use crate::text_enum;

text_enum! {
    /// Where a bill stands.
    pub enum InvoiceState {
        /// To be paid.
        Open = "open",
        /// Paid in full.
        Paid = "paid",
        /// Late.
        PastDue = "past_due",
    }
}

text_enum! {
    /// Where a payment to us stands.
    pub enum PaymentState {
        /// Begun.
        Started = "started",
        /// On its way to us.
        Pending = "pending",
        /// With us.
        Settled = "settled",
        /// Did not go through.
        Failed = "failed",
        /// Came back.
        Returned = "returned",
    }
}

text_enum! {
    /// Where a payment from us stands.
    pub enum PayoutState {
        /// Will be sent.
        Approved = "approved",
        /// On its way.
        Sent = "sent",
        /// With the policyholder.
        Arrived = "arrived",
        /// Came back.
        Returned = "returned",
    }
}
