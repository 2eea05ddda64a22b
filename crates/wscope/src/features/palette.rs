//! The command palette: everything that can be asked for, found by a few letters of its words in any language.

mod entry;
mod found;
mod texts;
mod view;

pub use entry::{End, Entry, Group};
pub use found::{Found, found};
pub use texts::Text;
pub use view::{Outcome, Palette};
