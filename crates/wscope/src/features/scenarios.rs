//! What the server at an address can be asked to do, in groups: choosing a scenario connects to it and puts a fitting
//! message into the composer.

mod command;
mod examples;
mod offer;
mod texts;
mod view;

pub use command::{Choice, Command};
pub use examples::{Example, Examples};
pub use offer::{Entry, Offer, Scenarios};
pub use texts::Text;
pub use view::{Description, Groups, List, examples_line};
