//! The two-minute claim: a draft is filled in question by question, then submitted.
