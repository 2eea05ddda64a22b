//! English.

mod compose;

use std::borrow::Cow;

use connection::{EndpointError, Phase};

use super::text::Text;
use crate::IN_BROWSER;
use crate::kit::format::{count, counted};
use payload::visible::shortened;
use session::SECONDS;

/// How much of a scheme is quoted, in characters.
const MAX_SCHEME: usize = 20;

#[expect(clippy::too_many_lines, reason = "a table: one line a text")]
pub(super) fn say(text: Text<'_>) -> Cow<'static, str> {
    match text {
        Text::Address => "Address".into(),
        Text::AddressTooltip => "Address to connect to, such as ws://localhost:4000".into(),
        Text::AddressIsExposed => {
            "Blocked by the browser: this page was loaded over https, so it may not connect unencrypted. Use wss://, or \
             open the page over http"
                .into()
        }
        Text::RecentAddresses => "Recent addresses".into(),
        Text::Connect => "Connect".into(),
        Text::ConnectTooltip => "Connect to this address".into(),
        Text::Disconnect => "Disconnect".into(),
        Text::DisconnectTooltip => "Close the connection; the list is kept".into(),
        Text::Cancel => "Cancel".into(),
        Text::CancelTooltip => "Stop trying to connect".into(),
        Text::Retry => "Reconnect now".into(),
        Text::RetryTooltip => "Connect without waiting for the next attempt".into(),
        Text::Why(error) => why(error),

        Text::State(Phase::Open { .. }) => "Connected".into(),
        Text::State(Phase::Connecting { .. }) => "Connecting…".into(),
        Text::State(Phase::Waiting { .. }) => "Waiting…".into(),
        Text::State(Phase::Idle) => "Not connected".into(),

        Text::MessageToSend => "Message to send".into(),
        Text::Send => "点击请求 Send".into(),
        Text::SendTooltip => "Send the text as one message".into(),
        Text::CannotSendWhileConnecting => "Wait until the connection is open".into(),
        Text::CannotSendUnconnected => "Not connected: connect to send".into(),
        Text::CannotSendBacklogged => {
            "The server is not reading: earlier messages are still waiting to be sent".into()
        }
        Text::SentButHidden => "Sent, but hidden by the filter".into(),
        Text::SentWhilePaused => "Sent; the list is paused and shows it when you continue".into(),
        Text::ComposerIsFull { limit } => {
            format!(
                "The text field is full: it holds {}",
                counted(limit as u64, "character", "characters")
            ).into()
        }

        Text::SendsUnseen => "Sending automatically".into(),
        Text::StopSending => "Stop sending".into(),
        Text::StopSendingTooltip => "Stop the latency test and repeated sending".into(),
        Text::StopSendingOf(title) => format!("Stop sending in tab {title}").into(),

        Text::Messages => "Messages".into(),
        Text::NoMessagesYet => "No messages yet".into(),
        Text::NoMessagesYetHint => {
            "Connect and press 点击请求: each message is shown as a row here".into()
        }
        Text::NothingMatches => "No matches".into(),
        Text::NothingMatchesHint => {
            "There are messages, but the search and the filters above hide them".into()
        }
        Text::Find => "Find".into(),
        Text::FindTooltip => "Search the full content of every message".into(),
        Text::RegexTooltip => "Regular expression".into(),
        Text::PatternTooLarge => "The regular expression is too large: searching for it as plain text".into(),
        Text::BrokenRegex => "Not a valid regular expression: searching for it as plain text".into(),
        Text::OnlyHits => "Matches only".into(),
        Text::OnlyHitsTooltip => {
            "Hide rows that do not match, or show all rows and jump between matches".into()
        }
        Text::Hits(hits) => counted(hits, "match", "matches").into(),
        Text::HitsSoFar { hits, percent } => {
            format!("{} · {percent} %", count(hits)).into()
        }
        Text::NothingToJumpTo => "There are no matches".into(),
        Text::NextHit => "Next".into(),
        Text::NextHitTooltip => "Go to the next match".into(),
        Text::PreviousHit => "Previous".into(),
        Text::PreviousHitTooltip => "Go to the previous match".into(),
        Text::Filter => "Filter".into(),
        Text::FilterOn => "Filter ●".into(),
        Text::FilterTooltip => "Choose which messages are shown".into(),
        Text::FilterReset => "Show everything".into(),
        Text::AtLeast => "At least".into(),
        Text::AtMost => "At most".into(),
        Text::Pause => "Pause".into(),
        Text::PauseTooltip => "Freeze the list; messages are still recorded".into(),
        Text::Continue => "Continue".into(),
        Text::ContinueTooltip => "Show what arrived while paused".into(),
        Text::Paused { held_back } => format!("Paused · {} new", count(held_back)).into(),
        Text::GoTo => "Go to…".into(),
        Text::GoToTooltip => "Go to a message by its number".into(),
        Text::GoToRange { first, last } if last < first => "There are no messages yet".into(),
        Text::GoToRange { first, last } => {
            format!("Number of the message, from {first} to {last}").into()
        }
        Text::WasDropped { number, first } => {
            format!("Message {number} was dropped or cleared; the oldest is {first}").into()
        }
        Text::NotThereYet { number, last } => {
            format!("There is no message {number} yet; the newest is {last}").into()
        }
        Text::Inspect => "Record connection details".into(),
        Text::InspectTooltip if IN_BROWSER => {
            "Record how long the handshake took and which subprotocol was chosen, and allow a close code of your own".into()
        }
        Text::InspectTooltip => {
            "Record each step of connecting, the raw handshake, and the close code of the server".into()
        }
        Text::Ping => "Ping".into(),
        Text::PingTooltip => "Send a ping and measure the time until the pong".into(),
        Text::PingNeedsInspect => "Only a connection with details can send pings: use “Reconnect with details”".into(),
        Text::CloseWithAsk => "Close with code…".into(),
        Text::CloseWith => "Close with a code and reason".into(),
        Text::CloseWithTooltip => "Close the connection with a code and reason that you choose".into(),
        Text::CloseNeedsInspect => "Only a connection with details can send a close code: use “Reconnect with details”".into(),
        Text::CloseCode => "Code".into(),
        Text::CloseCodes => "Common codes".into(),
        Text::CloseReason => "Reason".into(),
        Text::CloseConfirm => "Close connection".into(),
        Text::CloseCodeIsNoNumber => "The close code must be a number, such as 1000".into(),
        Text::InspectNext => "Applies to the next connection".into(),
        Text::NewBelow(new) => format!("{} new ↓", count(new)).into(),
        Text::NewBelowTooltip => "Go to the newest message and follow new ones".into(),
        Text::Clear => "Clear".into(),
        Text::ClearTooltip => "Remove all messages from the list".into(),
        Text::TooLargeToCopy { size, limit } => format!(
            "Not copied: {size} exceeds the limit of the clipboard ({limit}). Save it to a file instead"
        )
        .into(),
        Text::Copied { size } => format!("Copied {size}").into(),
        Text::CopyRefused => "Not copied: blocked by the browser. Use Save… instead".into(),
        Text::SaveAs => "Save…".into(),
        Text::SaveAsTooltip => "Save the whole message to a file, byte for byte".into(),
        Text::SaveQuestion { size } => format!("Save {size} to").into(),
        Text::SaveFile => "File".into(),
        Text::SaveBrowse => "Browse…".into(),
        Text::SaveBrowseTooltip => "Choose the file in a system dialog".into(),
        Text::SaveConfirm => "Save".into(),
        Text::SaveReplaces => "A file with this name exists".into(),
        Text::SaveReplaceConfirm => "Replace".into(),
        Text::Saving => "Saving…".into(),
        Text::Saved { path } => format!("Saved to {path}").into(),
        Text::SaveFailed { error } => format!("Cannot be saved: {error}").into(),
        Text::KindText => "text".into(),
        Text::KindBinary => "binary".into(),
        Text::KindPing => "ping".into(),
        Text::KindPong => "pong".into(),
        Text::KindEvent => "connection".into(),
        Text::StatusSent(sent) => format!("Sent {}", count(sent)).into(),
        Text::StatusReceived(received) => format!("Received {}", count(received)).into(),
        Text::StatusBytes { kept, budget } => format!("{kept} of {budget}").into(),
        Text::StatusDropped(dropped) => format!(
            "{} dropped",
            counted(dropped, "oldest message", "oldest messages")
        )
        .into(),
        Text::StatusDroppedTooltip => {
            "The memory limit is reached, so the oldest messages are dropped first. Change the limit in the settings"
                .into()
        }
        Text::StatusRate(rate) => format!("{} msg/s", count(rate)).into(),
        Text::ShowChart => "Chart".into(),
        Text::HideChart => "Hide chart".into(),
        Text::ChartTooltip => format!("Messages and bytes per second, over the last {SECONDS} s").into(),
        Text::ChartMessages => "Messages/s".into(),
        Text::ChartBytes => "Bytes/s".into(),
        Text::BuiltInServer { url } => format!("Built-in echo server {url}").into(),
        Text::BuiltInServerTooltip => {
            "No server was listening at this address, so wscope started its own echo server there"
                .into()
        }

        Text::NewTab => "New tab".into(),
        Text::NewTabTooltip => "Open another connection in a new tab".into(),
        Text::NextTab => "Next tab".into(),
        Text::PreviousTab => "Previous tab".into(),
        Text::CloseTab => "Close tab".into(),
        Text::CloseTabTooltip => "Close the tab and its connection".into(),
        Text::TooManyTabs { limit } => format!(
            "Cannot open another tab: {} are open, and each may use its full memory limit",
            counted(limit as u64, "tab", "tabs")
        ).into(),
        Text::TabNamed(title) => format!("Tab {title}").into(),
        Text::Compose(text) => compose::say(text),

        Text::Settings => "Settings".into(),
        Text::SettingsTooltip => "Language, theme, memory limit".into(),
        Text::LanguageLabel => "Language".into(),
        Text::Theme => "Theme".into(),
        Text::ThemeSystem => "System".into(),
        Text::ThemeLight => "Light".into(),
        Text::ThemeDark => "Dark".into(),
        Text::MemoryBudget => "Memory limit".into(),
        Text::MemoryBudgetTooltip => {
            "When the limit is reached, the oldest messages are dropped. The status bar counts them"
                .into()
        }
        Text::Done => "Done".into(),
        Text::Quit => "Quit".into(),
        Text::QuitTooltip => "Close all connections and the window".into(),
    }
}

fn why(error: &EndpointError) -> Cow<'static, str> {
    match error {
        EndpointError::Empty => "Enter an address, such as ws://localhost:4000".into(),
        EndpointError::Scheme(scheme) => format!(
            "“{}” is not a WebSocket scheme: the address must begin with ws:// (encrypted: wss://)",
            shortened(scheme, MAX_SCHEME)
        )
        .into(),
        EndpointError::Host => {
            "The host name is missing or malformed; a correct address is ws://localhost:4000".into()
        }
        EndpointError::Port => format!("The port must be a number from 1 to {}", u16::MAX).into(),
        EndpointError::Fragment => "A WebSocket address must not contain “#”; write %23 instead".into(),
        EndpointError::Credentials => {
            "A user name and password in the address are not sent: remove the part before “@”, and use Authentication in \
             the connection settings"
                .into()
        }
        EndpointError::Malformed(detail) => format!("Not a valid address: {detail}").into(),
    }
}
