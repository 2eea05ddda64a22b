//! Connections that a person saved: a tree of folders, kept in the settings.

mod command;
mod environment;
mod environments_form;
mod exchange;
mod merge;
mod saved;
mod texts;
mod view;

pub use command::Command;
pub use environment::{Environment, Variable};
pub use environments_form::EnvironmentsForm;
pub use exchange::{
    ImportError, LeftOut, Limit, MAX_IMPORT_BYTES, import, to_file, without_secret_names,
};
pub use saved::{Item, Kind, MAX_ITEMS, Made, Place, Removed, Saved, TOP};
pub use texts::Text;
pub use view::{List, Use, View, environment_row, more_menu};
