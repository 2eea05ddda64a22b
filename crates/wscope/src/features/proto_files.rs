//! Which .proto files tell what binary messages say, and of which type the messages of each direction are.

mod command;
mod state;
mod texts;
mod view;

pub use command::Command;
pub use state::ProtoForm;
pub use texts::Text;
