//! What the programs share that measure and try the whole server: `pawtal-bench` and `pawtal-kill`. Never in a production build.

mod client;
pub mod filing;
pub mod floor;
mod people;
mod process;

pub use client::{Browser, Connection, Reply, Said, request};
pub use people::{Filer, SignedIn, filers, open, sign_in, visit_day};
pub use process::{Launch, Server, Usage, core_pinned, family_memory_kb, own_usage, run};

/// The name that the servers tried here go by. A server takes a plain address for this very machine alone.
const HOST: &str = "localhost";

/// Why a trial could not go on, in a sentence.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
