//! What is said over a connection as a whole: what is called and how long it takes, and which messages are alike. A person chooses
//! here which of them the list shows.

mod choices;
mod command;
mod group_list;
mod hidden_rows;
mod method_order;
mod method_table;
mod page;
mod schema_list;
mod state;
mod texts;

pub use choices::Choices;
pub use command::{Choice, Command, Document};
pub use hidden_rows::HiddenRows;
pub use page::ConversationPage;
pub use state::{Part, State};
pub use texts::Text;
