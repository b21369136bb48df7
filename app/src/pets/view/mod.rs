//! Screens of pets.

mod cover;
mod edit;
mod fields;
mod list;
mod new;
mod photo;
mod picture;
mod profile;
mod words;

pub use edit::PetEditPage;
pub use list::PetsPage;
pub use new::NewPetPage;
pub use picture::PetPicture;
pub use profile::PetPage;
pub use words::{age_words, cover_badge, species_words};
