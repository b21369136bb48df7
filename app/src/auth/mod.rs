//! Who you are: signing in, sessions, and the guard that every server function asks first.

#[cfg(feature = "ssr")]
pub mod address;
pub mod api;
#[cfg(feature = "ssr")]
mod arrive;
#[cfg(feature = "ssr")]
pub mod audit;
pub mod factors;
#[cfg(feature = "ssr")]
mod guard;
#[cfg(feature = "ssr")]
pub mod limits;
pub mod model;
#[cfg(feature = "ssr")]
pub mod new_password;
pub mod oidc;
#[cfg(feature = "ssr")]
pub mod passwords;
pub mod roles;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod tickets;
pub mod view;

#[cfg(feature = "ssr")]
pub use arrive::{Proof, arrive, arrive_with};
#[cfg(feature = "ssr")]
pub use factors::proof::freshly_proved;
#[cfg(feature = "ssr")]
pub use guard::{
    Adjuster, Agent, HouseholdActor, Session, Staff, adjuster, agent, anyone, app_state, at_home, household, is_plain_form, policyholder, signed_in, staff,
    use_session,
};
pub use roles::{Power, Role, Roles};
