//! Connections that a person saved: a tree of folders, kept in the settings.

mod command;
mod saved;
mod texts;
mod view;

pub use command::Command;
pub use saved::{Item, Kind, MAX_ITEMS, Place, Removed, Saved, TOP};
pub use texts::Text;
pub use view::{List, Use, View};
