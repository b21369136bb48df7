//! Our own components on native HTML. No word of the domain: texts come in as properties or from `ui_…` keys.

mod answer;
mod button;
mod card;
mod date;
mod dialog;
mod error_summary;
mod field;
mod file_button;
mod icon;
mod meter;
mod page;
mod pending;
mod sentence;
mod steps;
pub mod styleguide;
mod summary;

pub use answer::{Answer, Wire, answer, kept_live, live_answer};
pub use button::{Button, ButtonLink, Look};
pub use card::{Badge, Card, Empty, Notice, Tone};
pub use date::{day_check, day_full, day_long, day_medium, day_near, day_short, day_soon, moment_long, relative_day};
pub use dialog::ConfirmDialog;
pub use error_summary::{ErrorSummary, FormErrors, use_checked_form, use_form_errors};
pub use field::{Choice, Field, FieldProblem, MoneyField, SelectField, TextArea, TextField, described_by, is_unfit};
pub use file_button::FileButton;
pub use icon::{Icon, IconView};
pub use meter::Meter;
pub use page::{BesideHelp, DeadEnd, Heading, HelpBlock, TopBar};
pub use pending::{Loaded, Skeleton, Trouble, arriving, leave_to_prove, leave_to_sign_in};
pub use sentence::Sentence;
pub use steps::Steps;
pub use summary::{SummaryList, SummaryRow};
