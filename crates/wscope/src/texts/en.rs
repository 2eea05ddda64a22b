//! English.

mod anatomy;
mod compose;
mod failure;
mod file_fault;
mod options;
mod wire;

use std::borrow::Cow;

use connection::{EndpointError, Phase};

use self::failure::failed;
use self::wire::{closed, fragments, hung_up, lost, refused, stepped};
use super::text::Text;
use crate::IN_BROWSER;
use crate::kit::format::count;
use payload::visible::shortened;
use session::SettingsFault;

/// How much of a scheme is quoted, in characters.
const MAX_SCHEME: usize = 20;

#[expect(clippy::too_many_lines, reason = "a table: one line a text")]
pub(super) fn say(text: Text<'_>) -> Cow<'static, str> {
    match text {
        Text::Address => "Address".into(),
        Text::AddressTooltip => "Where to connect to, such as ws://localhost:4000".into(),
        Text::AddressIsExposed => {
            "The browser will refuse: this page came over https and may not speak unencrypted. Use wss://, or open \
             the page over http"
                .into()
        }
        Text::RecentAddresses => "Recent addresses".into(),
        Text::Try => "Try…".into(),
        Text::TryTooltip => "What the server can be asked to do: slow, lossy, broken and more".into(),
        Text::NothingToTry => "This server offers no scenarios; the echo server beside this program does".into(),
        Text::Connect => "Connect".into(),
        Text::ConnectTooltip => "Connect to this address".into(),
        Text::Disconnect => "Disconnect".into(),
        Text::DisconnectTooltip => "Close the connection; the list keeps its rows".into(),
        Text::Cancel => "Cancel".into(),
        Text::CancelTooltip => "Stop trying to connect".into(),
        Text::Retry => "Now".into(),
        Text::RetryTooltip => "Do not wait for the next attempt".into(),
        Text::AgainIn { seconds } => format!("Again in {seconds} s").into(),
        Text::Why(error) => why(error),

        Text::State(Phase::Open { .. }) => "Connected".into(),
        Text::State(Phase::Connecting { .. }) => "Connecting…".into(),
        Text::State(Phase::Waiting { .. }) => "Waiting…".into(),
        Text::State(Phase::Idle) => "Not connected".into(),

        Text::MessageToSend => "Message to send".into(),
        Text::Send => "点击请求 Send".into(),
        Text::SendTooltip => "Send the text as one message".into(),
        Text::CannotSendWhileConnecting => "Wait until the connection is open".into(),
        Text::CannotSendUnconnected => "Not connected: press Connect first".into(),
        Text::CannotSendBacklogged => {
            "The server does not read: what was sent before still waits".into()
        }
        Text::SentButHidden => "Sent, but not in the list: the filter hides it".into(),
        Text::SentWhilePaused => "Sent; the list shows it when it is continued".into(),
        Text::ComposerIsFull { limit } => {
            format!("The text field is full: it holds {limit} characters").into()
        }

        Text::SendsUnseen => "Sending by itself".into(),
        Text::StopSending => "Stop sending".into(),
        Text::StopSendingTooltip => "Stop the probe, and what is repeated".into(),
        Text::StopSendingOf(title) => format!("Stop sending in tab {title}").into(),

        Text::Messages => "Messages".into(),
        Text::NoMessagesYet => "Nothing yet".into(),
        Text::NoMessagesYetHint => {
            "Connect and press 点击请求: each message becomes a line here".into()
        }
        Text::NothingMatches => "Nothing matches".into(),
        Text::NothingMatchesHint => {
            "There are messages, but what is ticked and typed above hides them".into()
        }
        Text::Find => "Find".into(),
        Text::FindTooltip => "Find in the whole of every message".into(),
        Text::Regex => ".*".into(),
        Text::RegexTooltip => "Regular expression".into(),
        Text::PatternTooLarge => "The expression is too large: searched for literally".into(),
        Text::BrokenRegex => "Not a valid regular expression: searched for literally".into(),
        Text::OnlyHits => "Only hits".into(),
        Text::OnlyHitsTooltip => {
            "Hide what does not match, or keep all rows and jump between the hits".into()
        }
        Text::Hits("1") => "1 hit".into(),
        Text::Hits(hits) => format!("{hits} hits").into(),
        Text::HitsSoFar { hits, percent } => format!("{hits} hits · {percent} %").into(),
        Text::NothingToJumpTo => "There is no hit".into(),
        Text::NextHit => "Next".into(),
        Text::NextHitTooltip => "Go to the next hit".into(),
        Text::PreviousHit => "Previous".into(),
        Text::PreviousHitTooltip => "Go to the previous hit".into(),
        Text::Filter => "Filter".into(),
        Text::FilterOn => "Filter ●".into(),
        Text::FilterTooltip => "Show such messages".into(),
        Text::FilterReset => "Show everything".into(),
        Text::AtLeast => "At least".into(),
        Text::AtMost => "At most".into(),
        Text::Pause => "Pause".into(),
        Text::PauseTooltip => "Freeze the list; everything is still recorded".into(),
        Text::Continue => "Continue".into(),
        Text::ContinueTooltip => "Show what came since".into(),
        Text::Paused { held_back } => format!("{held_back} since").into(),
        Text::GoTo => "Go to…".into(),
        Text::GoToTooltip => "Go to a message by its number".into(),
        Text::GoToRange { first, last } => {
            format!("Number of the message, from {first} to {last}").into()
        }
        Text::WasDropped { number, first } => {
            format!("Message {number} was dropped or cleared; the oldest is {first}").into()
        }
        Text::NotThereYet { number, last } => {
            format!("There is no message {number} yet; the newest is {last}").into()
        }
        Text::Inspect => "Inspect".into(),
        Text::InspectTooltip if IN_BROWSER => {
            "Tell how long the handshake took and which subprotocol was chosen, and choose how to close".into()
        }
        Text::InspectTooltip => {
            "Tell each step of connecting, the handshake as it was, and why the server closed".into()
        }
        Text::Ping => "Ping".into(),
        Text::PingTooltip => "Send a ping, and measure how long the pong takes".into(),
        Text::PingNeedsInspect => "Tick Inspect and connect to send pings".into(),
        Text::CloseWithAsk => "Close with…".into(),
        Text::CloseWith => "Close with a code and a reason".into(),
        Text::CloseWithTooltip => "End the connection with a close code and a reason of your choice".into(),
        Text::CloseNeedsInspect => "Tick Inspect and connect to choose how to close".into(),
        Text::CloseCode => "Code".into(),
        Text::CloseCodes => "Codes to choose from".into(),
        Text::CloseReason => "Reason".into(),
        Text::CloseConfirm => "Close it".into(),
        Text::CloseCodeIsNoNumber => "A close code is a number, such as 1000".into(),
        Text::CloseRefused(error) => refused(error).into(),
        Text::InspectNext => "From the next connection on".into(),
        Text::ReceivedOnly => "Received only".into(),
        Text::ReceivedOnlyTooltip => {
            "Hide what was sent and what happened to the connection".into()
        }
        Text::NewBelow(new) => format!("{} new ↓", count(new)).into(),
        Text::NewBelowTooltip => "Go to the newest message and follow".into(),
        Text::Clear => "Clear".into(),
        Text::ClearTooltip => "Remove all messages from the list".into(),
        Text::ClearQuestion { messages: 1 } => "Remove the one message in the list?".into(),
        Text::ClearQuestion { messages } => {
            format!("Remove all {} messages from the list?", count(messages)).into()
        }
        Text::ClearConfirm => "Remove".into(),
        Text::Keep => "Keep".into(),
        Text::RowSent {
            number,
            time,
            size,
            preview,
        } => format!("{number}, sent, {time}, {size}: {preview}").into(),
        Text::RowReceived {
            number,
            time,
            size,
            preview,
        } => format!("{number}, received, {time}, {size}: {preview}").into(),
        Text::RowLocal {
            number,
            time,
            preview,
        } => format!("{number}, {time}: {preview}").into(),
        Text::EmptyMessage => "(empty)".into(),

        Text::LifeConnecting { address } => format!("Connecting to {address}").into(),
        Text::LifeOpened => "Connected".into(),
        Text::LifeClosedByUs(frame) => hung_up(frame).into(),
        Text::LifeClosedByPeer(frame) => closed(frame).into(),
        Text::LifeGap { time } => format!("There was no connection for {time}: what the server said meanwhile is not in this list").into(),
        Text::LifeRoundTrip { time } => format!("The ping came back after {time}").into(),
        Text::LifeFragments { number, count } => fragments(number, count).into(),
        Text::LifeStep(step) => stepped(step).into(),
        Text::LifeFailed { address, cause } => failed(address, cause).into(),
        Text::LifeNothingThere { address } => format!(
            "No WebSocket server answers at {address} yet. Start one there, such as echo-server, \
             or type another address above and press Connect"
        )
        .into(),
        Text::LifeLost { cause } => format!("Connection lost: {}", lost(cause)).into(),
        Text::LifeOverBudget { size } => format!(
            "A message of {size} was not kept: it is larger than the memory budget. \
             Raise the budget in the settings"
        )
        .into(),
        Text::LifeSettings(trouble) => settings_trouble(trouble).into(),

        Text::Detail => "Selected message".into(),
        Text::CloseDetail => "Close".into(),
        Text::Follow => "Connect to the new address".into(),
        Text::FollowTooltip => "Put the new address into the field, and connect to it".into(),
        Text::FollowElsewhere { origin } => format!(
            "{origin} is another server: headers, logins and certificates that are set in the options will be sent to it"
        )
        .into(),
        Text::FollowUnencrypted => "The new address is not encrypted, the old one is".into(),
        Text::ShowText => "Text".into(),
        Text::ShowJson => "JSON".into(),
        Text::ShowHex => "Hex".into(),
        Text::CopyText => "Copy text".into(),
        Text::CopyTextTooltip => "Copy the whole message as text".into(),
        Text::CopyHex => "Copy hex".into(),
        Text::CopyHexTooltip => "Copy the whole message as hexadecimal digits".into(),
        Text::CopyBase64 => "Copy Base64".into(),
        Text::CopyBase64Tooltip => "Copy the whole message as Base64".into(),
        Text::TooLargeToCopy { size, limit } => format!(
            "Not copied: {size} is too large for the clipboard, which takes up to {limit}. Save it to a file instead"
        )
        .into(),
        Text::Copied { size } => format!("Copied {size}").into(),
        Text::CopyRefused => "Not copied: the browser does not allow it here. Save… works".into(),
        Text::FoldAll => "Fold".into(),
        Text::FoldAllTooltip => {
            "Every part but the outermost; a click on a line folds or unfolds it".into()
        }
        Text::UnfoldAll => "Unfold".into(),
        Text::SaveAs => "Save…".into(),
        Text::SaveAsTooltip => "Save the whole message to a file, byte for byte".into(),
        Text::SaveQuestion { size } => format!("Save {size} to").into(),
        Text::SaveFile => "File".into(),
        Text::SaveBrowse => "Browse…".into(),
        Text::SaveBrowseTooltip => "Choose the file in the system's own dialog".into(),
        Text::SaveConfirm => "Save".into(),
        Text::SaveReplaces => "There is a file by this name".into(),
        Text::SaveReplaceConfirm => "Replace".into(),
        Text::Saving => "Saving…".into(),
        Text::Saved { path } => format!("Saved to {path}").into(),
        Text::SaveFailed { error } => format!("Could not be saved: {error}").into(),
        Text::KindText => "text".into(),
        Text::KindBinary => "binary".into(),
        Text::KindPing => "ping".into(),
        Text::KindPong => "pong".into(),
        Text::KindEvent => "connection".into(),
        Text::DirectionSent => "sent".into(),
        Text::DirectionReceived => "received".into(),
        Text::DirectionLocal => "here".into(),
        Text::SincePrevious(time) => format!("+{time}").into(),
        Text::Compare => "Compare".into(),
        Text::CompareTooltip => "Hold this message, then select another to compare them".into(),
        Text::ComparedWith { number, apart } => format!("{apart} from No. {number}").into(),
        Text::BytesEqual => "the same bytes".into(),
        Text::BytesDifferFrom { offset } => format!("bytes differ from offset {offset} on").into(),
        Text::StopComparing => "Stop comparing".into(),
        Text::Number(number) => format!("No. {number}").into(),
        Text::OnTheWire => "As it was on the wire".into(),
        Text::TechnicalDetail => "What the library said".into(),
        Text::IndexingLines { percent } => format!("Reading… {percent} %").into(),

        Text::StatusConnection { phase, address } => match phase {
            Phase::Open { .. } => format!("Connected to {address}").into(),
            Phase::Connecting { .. } => format!("Connecting to {address}").into(),
            Phase::Waiting { .. } => format!("Waiting to connect to {address} again").into(),
            Phase::Idle => "Not connected".into(),
        },
        Text::StatusSent(count) => format!("Sent {count}").into(),
        Text::StatusReceived(count) => format!("Received {count}").into(),
        Text::StatusKept { kept, dropped } => format!("= {kept} kept + {dropped} dropped").into(),
        Text::StatusKeptTooltip => "Of what was received since the list was last cleared".into(),
        Text::StatusBytes { kept, budget } => format!("{kept} of {budget}").into(),
        Text::StatusDropped(1) => "The oldest message dropped".into(),
        Text::StatusDropped(dropped) => {
            format!("{} oldest messages dropped", count(dropped)).into()
        }
        Text::StatusDroppedTooltip => {
            "The memory budget is used up, so the oldest go first. The budget is in the settings"
                .into()
        }
        Text::StatusRate(rate) => format!("{} msg/s", count(rate)).into(),
        Text::ShowChart => "Chart".into(),
        Text::HideChart => "Hide chart".into(),
        Text::ChartTooltip => "Messages and bytes in each second of the last minute".into(),
        Text::ChartMessages => "Messages/s".into(),
        Text::ChartBytes => "Bytes/s".into(),
        Text::BuiltInServer { url } => format!("Built-in echo server on {url}").into(),
        Text::BuiltInServerTooltip => {
            "Nothing listened at that address, so this program started its own echo server there"
                .into()
        }

        Text::NewTab => "New tab".into(),
        Text::NewTabTooltip => "Open another connection beside this one".into(),
        Text::NextTab => "Next tab".into(),
        Text::PreviousTab => "Previous tab".into(),
        Text::CloseTab => "Close tab".into(),
        Text::CloseTabTooltip => "Close the tab and its connection".into(),
        Text::CloseTabQuestion { messages: 1 } => "Close the tab, and forget the one line in it?".into(),
        Text::CloseTabQuestion { messages } => {
            format!("Close the tab, and forget the {} lines in it?", count(messages)).into()
        }
        Text::CloseTabConfirm => "Close".into(),
        Text::TooManyTabs { limit } => format!("There are {limit} tabs already, and each may fill its memory budget").into(),
        Text::TabNamed(title) => format!("Tab {title}").into(),
        Text::Compose(text) => compose::say(text),
        Text::Anatomy(text) => anatomy::say(text),
        Text::Options(text) => options::say(text),

        Text::Settings => "Settings".into(),
        Text::SettingsTooltip => "Language, theme, memory budget".into(),
        Text::LanguageLabel => "Language".into(),
        Text::Theme => "Theme".into(),
        Text::ThemeSystem => "System".into(),
        Text::ThemeLight => "Light".into(),
        Text::ThemeDark => "Dark".into(),
        Text::MemoryBudget => "Memory for messages".into(),
        Text::MemoryBudgetTooltip => {
            "When this much is stored, the oldest messages are dropped. The status line counts them"
                .into()
        }
        Text::Done => "Done".into(),
        Text::Quit => "Quit".into(),
        Text::QuitTooltip => "Say goodbye to the server and close the window".into(),
    }
}

fn why(error: &EndpointError) -> Cow<'static, str> {
    match error {
        EndpointError::Empty => "Type an address, such as ws://localhost:4000".into(),
        EndpointError::Scheme(scheme) => format!(
            "“{}” is not WebSocket: the address begins with ws:// (or wss:// when encrypted)",
            shortened(scheme, MAX_SCHEME)
        )
        .into(),
        EndpointError::Host => {
            "The host name is missing or malformed, as in ws://localhost:4000".into()
        }
        EndpointError::Port => "The port must be a number from 1 to 65535".into(),
        EndpointError::Fragment => "A WebSocket address must not contain “#” (write %23)".into(),
        EndpointError::Credentials => {
            "A name and password in the address would not be sent: leave out what is before “@”"
                .into()
        }
        EndpointError::Malformed(detail) => format!("This is not an address: {detail}").into(),
    }
}

fn settings_trouble(trouble: &SettingsFault) -> String {
    match trouble {
        SettingsFault::SetAside { place } => {
            format!(
                "The saved settings could not be read. They were moved to {place}, and new ones are saved"
            )
        }
        SettingsFault::Newer => {
            "The saved settings are from a newer version of wscope. They are left as they are: \
                           what is changed here is not saved"
                .to_owned()
        }
        SettingsFault::NotSaved { why } => format!("The settings cannot be saved: {why}"),
    }
}
