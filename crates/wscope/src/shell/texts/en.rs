//! The shell, in English.

use std::borrow::Cow;

use message_log::Counts;
use session::files::{FileError, Report};

use super::text::Text as T;
use crate::kit::format::{count, counted};
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::unopened::Unopened;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::More => "More".into(),
        T::MenuSession => "Session and recording".into(),
        T::MenuConnection => "This connection".into(),
        T::MenuLearn => "Learn and measure".into(),
        T::MenuView => "Appearance".into(),
        T::Commands => "Commands".into(),
        T::CommandsTooltip => "Search commands, connections and settings".into(),
        T::Present => "Presentation".into(),
        T::PresentTooltip => "Large text: only the address, the messages and the composer".into(),
        T::StopPresenting => "Leave presentation".into(),
        T::ZoomIn => "Zoom in".into(),
        T::ZoomOut => "Zoom out".into(),
        T::ZoomReset => "Reset zoom".into(),
        T::Zoom => "Zoom".into(),
        T::Tabs => "Tabs".into(),
        T::FocusAddress => "Go to the address".into(),
        T::FocusAddressTooltip => "Move the cursor to the address field".into(),
        T::NextPane => "Next pane".into(),
        T::NextPaneTooltip => "Move between the address, the messages, the inspector and the composer".into(),
        T::LastKey => "Last key".into(),
        T::Undo => "Undo".into(),
        T::UndoTooltip => "Restore what was removed".into(),
        T::Cleared => "List cleared".into(),
        T::AnswersNothing(why) => format!("Nothing is answered: {why}").into(),
        T::AddToken => "Add a token…".into(),
        T::TrustCertificate => "Choose a trusted CA…".into(),
        T::Retry => "Retry".into(),
        T::ShowDetails => "Show details".into(),
        T::CloseBanner => "Close message".into(),
        T::ClosePage => "Close page".into(),
        T::TabClosed => "Tab closed".into(),
        T::CannotSendWhileConnecting => "Wait until the connection is open".into(),
        T::CannotSendUnconnected => "Not connected: connect to send".into(),
        T::CannotSendBacklogged => {
            "The server is not reading: earlier messages are still waiting to be sent".into()
        }
        T::SentButHidden => "Sent, but hidden by the filter".into(),
        T::SentWhilePaused => "Sent; the list is paused and shows it when you continue".into(),
        T::SendsUnseen => "Sending automatically".into(),
        T::StopSending => "Stop sending".into(),
        T::StopSendingTooltip => "Stop the latency test and repeated sending".into(),
        T::PageRuns => "Running".into(),
        T::StopSendingOf(title) => format!("Stop sending in tab {title}").into(),
        T::Paused { held_back } => format!("Paused · {} new", count(held_back)).into(),
        T::GoToRange { first, last } if last < first => "There are no messages yet".into(),
        T::GoToRange { first, last } => {
            format!("Number of the message, from {first} to {last}").into()
        }
        T::WasDropped { number, first } => {
            format!("Message {number} was dropped or cleared; the oldest is {first}").into()
        }
        T::NotThereYet { number, last } => {
            format!("There is no message {number} yet; the newest is {last}").into()
        }
        T::Ping => "Ping".into(),
        T::PingTooltip => "Send a ping and measure the time until the pong".into(),
        T::PingNeedsDetails => "Only a connection with details can send pings: use “Reconnect with details”".into(),
        T::CloseWithAsk => "Close with code…".into(),
        T::CloseWith => "Close with a code and reason".into(),
        T::CloseWithTooltip => "Close the connection with a code and reason that you choose".into(),
        T::CloseNeedsDetails => "Only a connection with details can send a close code: use “Reconnect with details”".into(),
        T::CloseCode => "Code".into(),
        T::CloseCodes => "Common codes".into(),
        T::CloseReason => "Reason".into(),
        T::CloseConfirm => "Close connection".into(),
        T::CloseCodeIsNoNumber => "The close code must be a number, such as 1000".into(),
        T::TooLargeToCopy { size, limit } => format!(
            "Not copied: {size} exceeds the limit of the clipboard ({limit}). Save it to a file instead"
        )
        .into(),
        T::Copied { size } => format!("Copied {size}").into(),
        T::PasteRefused => "Not pasted: blocked by the browser. Allow this page to read the clipboard".into(),
        T::CopyRefused => "Not copied: blocked by the browser. Use Save… instead".into(),
        T::SaveQuestion { size } => format!("Save {size} to").into(),
        T::SaveFile => "File".into(),
        T::SaveBrowse => "Browse…".into(),
        T::SaveBrowseTooltip => "Choose the file in a system dialog".into(),
        T::SaveConfirm => "Save".into(),
        T::SaveReplaces => "A file with this name exists".into(),
        T::SaveReplaceConfirm => "Replace".into(),
        T::Saving => "Saving…".into(),
        T::Saved { path } => format!("Saved to {path}").into(),
        T::SaveFailed { error } => format!("Cannot be saved: {error}").into(),
        T::StatusSent(sent) => with_control_frames("Sent", sent).into(),
        T::StatusReceived(received) => with_control_frames("Received", received).into(),
        T::StatusBytes { kept, budget } => format!("{kept} of {budget}").into(),
        T::OpenSession => "Open session…".into(),
        T::OpenQuestion => "The system has no file dialog. Open this session or script".into(),
        T::OpenConfirm => "Open".into(),
        T::OpenFailed { error } => format!("Cannot be opened: {error}").into(),
        T::OpenSessionTooltip => "Open a *.wscope.jsonl or HAR file in tabs of its own".into(),
        T::CancelOpening => "Stop opening".into(),
        T::CancelOpeningTooltip => "Read no more of the file; what was read so far stays in the list".into(),
        T::SaveSession => "Save session…".into(),
        T::SaveSessionTooltip => {
            "Save all messages and events of this list: *.wscope.jsonl, .har or .csv, also with .gz or .zst"
                .into()
        }
        T::ShareSession => "Save to share…".into(),
        T::ShareSessionTooltip => {
            "Save the session with its credentials replaced, in headers, addresses and messages alike".into()
        }
        T::Shared { values, places, unsearched } => shared(values, places, unsearched).into(),
        T::ShareLeft { places } => format!(
            "credentials were still found in {} after replacing them",
            counted(places, "place", "places")
        )
        .into(),
        T::FileTooLarge { name, limit } => format!(
            "{name} was not opened: a page opens at most {limit}, also of what is compressed, because the browser’s memory has to hold it. The native program opens larger files"
        )
        .into(),
        T::NoZstd => "A page cannot compress with Zstandard: let the name end in .gz, or in neither".into(),
        T::NoOpenDialog => {
            "The system could not show a file dialog: drop the file onto the window".into()
        }
        T::AskRecord => "Record to file…".into(),
        T::AskRecordTooltip => {
            "Write everything to a *.wscope.jsonl file as it arrives. Messages that no longer fit in memory stay in the list"
                .into()
        }
        T::StopRecording => "Stop recording".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ShowsFile => "Not connected: the list is shown from its file. Connect continues the list; the file stays as it is".into(),
        T::NotWritten { name } => format!("New rows are not written to {name}").into(),
        T::NotWrittenTooltip { path } => format!(
            "They are only in memory, and the next start shows what {path} has. “Record to file…” writes them and all that follow to another file"
        )
        .into(),
        T::StopRecordingTooltip => "Write no more to the file; the list stays as it is".into(),
        T::RecordQuestion { elsewhere: 0 } => {
            "Record this list and everything that arrives to".into()
        }
        T::RecordQuestion { elsewhere } => {
            let rows = counted(elsewhere, "row", "rows");
            format!(
                "Record this list, without {rows} that another file has, and everything that arrives to"
            )
            .into()
        }
        T::RecordConfirm => "Record".into(),
        T::RecordFailed { error } => format!("Cannot be recorded: {error}").into(),
        T::RecordingName => {
            "a recording is not compressed, and its name ends in .wscope.jsonl".into()
        }
        T::ShownFromFile => "a tab shows what is in this file: choose another one".into(),
        T::AlreadyRecorded => "everything is recorded already".into(),
        T::RecordWhileOpening => "Recording can begin when the file is open".into(),
        T::Recording { name, size } => format!("Recording {name} · {size}").into(),
        T::RecordingTooltip { path } => {
            format!("Everything that arrives is written to {path}").into()
        }
        T::Recorded { path, size } => format!("Recorded to {path} ({size})").into(),
        T::RecordingFailed { path, size, why } => format!(
            "Recording to {path} ended after {size}: {why}. The list goes on in memory"
        )
        .into(),
        T::NotRecorded { path, why } => format!("Not recorded to {path}: {why}").into(),
        T::FileUnreadable { path, why: None } => format!(
            "{path} was cut short or changed: some rows can no longer be read from it"
        )
        .into(),
        T::FileUnreadable { path, why: Some(why) } => {
            format!("{path} can no longer be read: {why}").into()
        }
        T::OpeningFile { name, percent } => format!("Opening {name}… {percent} %").into(),
        T::FileOpened { name, report } => opened(name, report).into(),
        T::SavedWithout { left_out, lost } => saved_without(left_out, lost).into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::NoList => "The file could not be opened".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::NoListHint { path, why } => match why {
            Unopened::Fault(why) => format!("{path}: {}", not_opened(why)).into(),
            Unopened::NoSession => format!("{path}: the file no longer has this session").into(),
        },
        T::FileNotOpened { name, why } => format!("{name} was not opened: {}", not_opened(why)).into(),
        T::StatusDropped(dropped) => format!(
            "{} dropped",
            counted(dropped, "oldest message", "oldest messages")
        )
        .into(),
        T::StatusDroppedTooltip => {
            "The memory limit is reached, so the oldest messages are dropped first. Change the limit in the settings"
                .into()
        }
        T::StatusRate(rate) => format!("{} msg/s", count(rate)).into(),
        T::BuiltInServer { url } => format!("Built-in echo server {url}").into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StopServer => "Stop the echo server".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StopServerTooltip => "Close its connections and stop listening".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerStarted { url } => format!("Echo server started at {url}").into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerStopped => "Echo server stopped".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerNotStarted { why } => format!("Echo server not started: {why}").into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerInUse { address } => format!("Echo server not started: something listens at {address} already").into(),
        T::SelectRow => "Select a message in the list first".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::CompareMessages => "Compare messages (diff)".into(),
        T::BuiltInServerTooltip => {
            "No server was listening at this address, so wscope started its own echo server there"
                .into()
        }
        T::KeysLogged => "TLS keys logged".into(),
        T::KeysLoggedTooltip { file } => format!(
            "Anyone with {file} can decrypt a capture of this connection. The environment variable SSLKEYLOGFILE asks for it"
        )
        .into(),
        T::KeysNotLogged => "TLS keys not logged".into(),
        T::KeysNotLoggedTooltip { file, why } => {
            format!("{file}, named by SSLKEYLOGFILE, cannot be written: {why}").into()
        }
        T::NewTab => "New tab".into(),
        T::NewTabTooltip => "Open another connection in a new tab".into(),
        T::NextTab => "Next tab".into(),
        T::PreviousTab => "Previous tab".into(),
        T::CloseTab => "Close tab".into(),
        T::CloseTabTooltip => "Close the tab and its connection".into(),
        T::TooManyTabs { limit } => format!(
            "Cannot open another tab: {} are open, and each may use its full memory limit",
            counted(limit as u64, "tab", "tabs")
        ).into(),
        T::TabNamed(title) => format!("Tab {title}").into(),
        T::Settings => "Settings".into(),
        T::SettingsTooltip => "Language, theme, memory limit".into(),
        T::LanguageLabel => "Language".into(),
        T::Theme => "Theme".into(),
        T::ThemeSystem => "System".into(),
        T::ThemeLight => "Light".into(),
        T::ThemeDark => "Dark".into(),
        T::MemoryBudget => "Memory limit".into(),
        T::MemoryBudgetTooltip => {
            "When the limit is reached, the oldest messages are dropped. The status bar counts them"
                .into()
        }
        T::Done => "Done".into(),
        T::Quit => "Quit".into(),
        T::UnsavedSequence => "The sequence is not saved. What you changed is lost when you quit.".into(),
        T::SaveUnsaved => "Save…".into(),
        T::QuitUnsaved => "Quit without saving".into(),
        T::QuitTooltip => "Close all connections and the window".into(),
        T::Cancel => "Cancel".into(),
    }
}

/// So many messages, and how many of these are control frames.
fn with_control_frames(way: &str, counts: Counts) -> String {
    let messages = count(counts.messages);
    match counts.control_frames {
        0 => format!("{way} {messages}"),
        1 => format!("{way} {messages}, 1 of them a ping or pong"),
        some => format!("{way} {messages}, {} of them pings or pongs", count(some)),
    }
}

/// What was read of a file, and what was not.
fn opened(name: &str, report: &Report) -> String {
    let mut text = format!(
        "{} opened from {name}",
        counted(report.entries, "row", "rows")
    );
    if let Some(bad) = &report.first_bad {
        let lines = counted(report.bad, "line or message was", "lines or messages were");
        text += &format!(
            "; {lines} left out, the first is number {}: {}",
            bad.number, bad.why
        );
    }
    if let Some(first) = &report.first_left_out {
        let fields = counted(
            report.left_out_fields,
            "unknown field was",
            "unknown fields were",
        );
        text += &format!(
            "; {fields} left out, the first is “{}” in line {}: {}",
            first.name, first.line, first.why
        );
    }
    if let Some(bytes) = report.truncated {
        text += &format!(
            "; it ends within a line of {}",
            counted(bytes, "byte", "bytes")
        );
    }
    if let Some(damage) = &report.damage {
        text += &format!("; {damage}: {}", damage.consequence());
    }
    if report.mended_times > 0 {
        let times = counted(
            report.mended_times,
            "message or connection has",
            "messages or connections have",
        );
        text += &format!("; {times} no possible time, and that of what stands beside it is used");
    }
    if let Some(why) = &report.cut_har {
        text += &format!("; what follows a fault in the HAR was left out: {why}");
    }
    if report.mended_heads > 0 {
        let heads = counted(report.mended_heads, "connection", "connections");
        text += &format!("; the request or response of {heads} cannot be read, and is left out");
    }
    text
}

/// What was taken out of a file that is to be shared.
fn shared(values: u64, places: u64, unsearched: u64) -> String {
    let values = counted(values, "credential", "different credentials");
    let places = counted(places, "place", "places");
    let mut text =
        format!("; {values} replaced in {places}, and none found in the file afterwards");
    if unsearched > 0 {
        let messages = counted(unsearched, "message", "messages");
        text += &format!("; {messages} left out whose secrets could not be removed");
    }
    text
}

/// What a file that was saved has not.
fn saved_without(left_out: u64, lost: u64) -> String {
    let mut text = String::new();
    if left_out > 0 {
        let events = counted(left_out, "event or frame", "events and frames");
        text +=
            &format!("; the format has no place for {events}: *.wscope.jsonl keeps all of them");
    }
    if lost > 0 {
        let rows = counted(lost, "row", "rows");
        text += &format!("; unknown fields of {rows} were too large to be kept");
    }
    text
}

fn not_opened(why: &FileError) -> Cow<'static, str> {
    why.to_string().into()
}
