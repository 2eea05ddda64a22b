//! What features ask for, as requests to the window.

use crate::features::connection_settings::RecordDetails;
use crate::features::{address, connection_settings, frames, inspector, messages};
use crate::shell::command::Command;

impl From<address::Command> for Command {
    fn from(command: address::Command) -> Self {
        match command {
            address::Command::Connect => Self::Connect,
            address::Command::Disconnect => Self::Disconnect,
            address::Command::Cancel => Self::Cancel,
            address::Command::Retry => Self::Retry,
            address::Command::UseAddress(address) => Self::UseAddress(address),
        }
    }
}

impl From<messages::Action> for Command {
    fn from(action: messages::Action) -> Self {
        use messages::Action as A;
        match action {
            A::List(command) => Self::Messages(command),
            A::Switch(mode) => Self::Frames(frames::Command::Switch(mode)),
            A::LookFor(query) => Self::LookFor(query),
            A::Jump(way) => Self::Jump(way),
            A::Pause(is_paused) => Self::Pause(is_paused),
            A::Clear => Self::AskClear,
            A::AskGoTo => Self::AskGoTo,
            A::AskSave => Self::AskSave,
            A::RecordDetails(is_on) => {
                let details = if is_on {
                    RecordDetails::Always
                } else {
                    RecordDetails::WhenNeeded
                };
                Self::ConnectionSettings(connection_settings::Command::RecordDetails(details))
            }
            A::FollowNewest => Self::FollowNewest,
            A::FocusRows => Self::FocusRows,
            A::Show(number) => Self::ShowDetail(number),
            A::ShowConversation => {
                Self::Inspector(inspector::Command::Show(inspector::Page::Conversation))
            }
        }
    }
}
