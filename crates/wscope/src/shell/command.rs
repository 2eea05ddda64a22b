//! What a person can ask for. The window emits these; [`App`](crate::App) carries them out in one
//! place, at the end of the frame.

mod of_features;

use connection::{CloseFrame, SecretAddress};
use egui::{Key, KeyboardShortcut, Modifiers};

use crate::IN_BROWSER;
use crate::features::traffic;
use crate::features::{
    address, composer, connection_settings, connections, frame_form, frames, inspector, latency,
    messages, polling, protocol, scenarios, sequences, sidebar,
};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::{conversation, message_form, proto_files, rules, share, watch};
use crate::kit::command::{self, About};
use crate::kit::find_field;
use crate::kit::language::Language;
use crate::kit::page::Page;
use crate::kit::tab_id::TabId;
use crate::kit::theme::ThemeChoice;
use crate::shell::texts::Text;
use session::Jump;
use session::Query;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Connect to the address in the field.
    Connect,
    /// End the connection.
    Disconnect,
    /// Stop trying to connect, or waiting for the next attempt.
    Cancel,
    /// Do not wait: begin the next attempt.
    Retry,
    /// Connects to the address to which the server sent, and puts it into the field.
    Follow(SecretAddress),
    /// Put this address into the field, and connect to it.
    UseAddress(String),
    /// Something about what is to be sent.
    Composer(composer::Command),
    /// Ask whether the list may be cleared.
    AskClear,
    /// Clear the list.
    Clear,
    /// Look for something else.
    LookFor(Box<Query>),
    /// Put the cursor into the find field.
    Find,
    /// Go from match to match.
    Jump(Jump),
    /// Send a ping.
    Ping,
    /// Ask with which close frame to end the connection.
    AskCloseWith,
    /// End the connection with this close frame.
    CloseWith(CloseFrame),
    /// Something about a frame put together by hand.
    FrameForm(frame_form::Command),
    /// What the dialog for sharing a session asks for.
    #[cfg(not(target_arch = "wasm32"))]
    Share(share::Command),
    /// Something about what is said over the connection as a whole.
    #[cfg(not(target_arch = "wasm32"))]
    Conversation(conversation::Command),
    /// Something about a message of a protocol that is filled in.
    #[cfg(not(target_arch = "wasm32"))]
    MessageForm(message_form::Command),
    /// Something about the .proto files that messages are decoded with.
    #[cfg(not(target_arch = "wasm32"))]
    ProtoFiles(proto_files::Command),
    /// Something about the rules of a connection.
    #[cfg(not(target_arch = "wasm32"))]
    Rules(rules::Command),
    /// Something about values that are watched.
    #[cfg(not(target_arch = "wasm32"))]
    Watch(watch::Command),
    /// Start the echo server of the program, or stop it.
    #[cfg(not(target_arch = "wasm32"))]
    RunServer(bool),
    /// Something about the list of frames.
    Frames(frames::Command),
    /// Something about the latency test.
    Latency(latency::Command),
    /// Something about the sidebar.
    Sidebar(sidebar::Command),
    /// Something about saved connections.
    Connections(connections::Command),
    /// Something about the scenarios of a server.
    Scenarios(scenarios::Command),
    /// Something about the list of messages.
    Messages(messages::Command),
    /// Stop what a tab sends by itself: its probe, and what is repeated.
    StopSending(TabId),
    /// Something about the settings of connections.
    ConnectionSettings(connection_settings::Command),
    /// Connect again to where the last connection went, and record its details.
    ReconnectWithDetails,
    /// Freeze the rows, or let them flow again.
    Pause(bool),
    /// Ask which number to go to.
    AskGoTo,
    /// Go to the message with this number: events are not counted.
    GoTo(u64),
    /// Go to the newest row and follow.
    FollowNewest,
    /// Give the rows of the list the keyboard.
    FocusRows,
    /// Show a row in the inspector, or close that.
    ShowDetail(Option<u64>),
    /// Something about the inspector.
    Inspector(inspector::Command),
    /// Ask where to save the message in the inspector.
    AskSave,
    /// Choose the file with the system's dialog.
    Browse,
    /// Save the message to the file that was chosen.
    Save {
        /// Whether a file that is there may be replaced.
        replaces: bool,
    },
    /// Show the chart of the last minute, or hide it.
    ShowChart(bool),
    /// Open one more tab.
    NewTab,
    /// Look at this tab.
    SelectTab(TabId),
    /// Look at the tab beside.
    StepTab(Neighbour),
    /// Ask whether this tab may be closed, if something would be lost.
    AskCloseTab(TabId),
    /// The same about the tab that is looked at.
    AskCloseThisTab,
    /// Close this tab, and its connection.
    CloseTab(TabId),
    /// Explain the handshake and the frames.
    ExplainProtocol,
    /// Something about the comparison of polling and WebSocket.
    Polling(polling::Command),
    /// Something about sequences.
    Sequences(sequences::Command),
    /// Open the options of the connection.
    OpenOptions,
    /// Search all commands.
    OpenPalette,
    /// Show everything large, for many people, or as usual.
    Present(bool),
    /// Show everything larger or smaller.
    Zoom(Zoom),
    /// Put the cursor into the address field.
    FocusAddress,
    /// Give the next part of the window the focus.
    NextPane,
    /// Look at this page.
    ShowPage(Page),
    /// Close this page.
    ClosePage(Page),
    /// Bring back what was removed last.
    Undo,
    /// Do not show the failure any longer.
    CloseBanner,
    /// Fold the failure to one line, or unfold it.
    FoldBanner(bool),
    /// Open the settings.
    OpenSettings,
    /// Let the person choose a file with a session, and open it.
    OpenSession,
    /// Read no more of the files that are being opened.
    CancelOpening,
    /// Ask where to save all that the list has.
    SaveSession,
    /// Ask into which file to write everything as it is recorded.
    AskRecord,
    /// Write no more into it.
    StopRecording,
    /// Ask where to save the same without credentials.
    ShareSession,
    /// Close whatever dialog is open.
    CloseDialog,
    /// Speak this language.
    SetLanguage(Language),
    /// Wear this theme.
    SetTheme(ThemeChoice),
    /// Keep so many MiB of messages.
    SetBudgetMib(u32),
    /// End the program.
    Quit,
    /// Saves the sequence, and closes the window when that is done.
    SaveAndQuit,
    /// Closes the window although a sequence is not saved.
    QuitUnsaved,
}

/// Which of the tabs beside the one that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbour {
    /// To the right, and from the last to the first.
    Next,
    /// To the left, and from the first to the last.
    Previous,
}

/// How large everything is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// Larger.
    In,
    /// Smaller.
    Out,
    /// As the system says.
    Reset,
}

impl Command {
    /// Commands that have a shortcut.
    pub const WITH_SHORTCUT: [Self; 24] = [
        Self::Sequences(sequences::Command::Run),
        Self::Sequences(sequences::Command::Save),
        Self::Composer(composer::Command::Send),
        Self::Find,
        // Before its plain twin, which would take the key with Shift as well.
        Self::Jump(Jump::Older),
        Self::Jump(Jump::Newer),
        Self::AskGoTo,
        // Before the address, which would take the key with Shift as well.
        Self::AskClear,
        Self::FocusAddress,
        Self::NextPane,
        Self::OpenPalette,
        Self::Present(true),
        Self::AskSave,
        // Before its plain twin, as above.
        Self::StepTab(Neighbour::Previous),
        Self::StepTab(Neighbour::Next),
        // Before a new tab, which would take the key with Shift as well.
        Self::Undo,
        Self::NewTab,
        Self::AskCloseThisTab,
        Self::OpenOptions,
        Self::OpenSettings,
        Self::Connections(connections::Command::Save),
        Self::Sidebar(sidebar::Command::Show(true)),
        Self::Sidebar(sidebar::Command::Show(false)),
        Self::Quit,
    ];

    /// Whether messages are looked at after it, not a page.
    pub fn shows_messages(&self) -> bool {
        let is_elsewhere = matches!(self, Self::SelectTab(_) | Self::StepTab(_) | Self::NewTab);
        let is_on_page = matches!(self, Self::Latency(_));
        is_elsewhere || (self.makes_rows() && !is_on_page)
    }

    /// Whether it is about messages that must be seen, and so has no meaning where a page is shown.
    pub fn is_about_messages(&self) -> bool {
        matches!(
            self,
            Self::Composer(_)
                | Self::Find
                | Self::Jump(_)
                | Self::AskGoTo
                | Self::AskClear
                | Self::AskSave
                | Self::FocusAddress
                | Self::NextPane
                | Self::Present(_)
        )
    }

    /// Whether it makes the newest rows of the list: what a person does is to be seen, its answer and its failure too.
    /// What goes on by itself afterwards (a repetition, a probe, the next attempt) moves nothing.
    pub fn makes_rows(&self) -> bool {
        #[cfg(not(target_arch = "wasm32"))]
        if let Self::MessageForm(command) = self {
            return *command == message_form::Command::Send;
        }
        matches!(
            self,
            Self::Connect
                | Self::Disconnect
                | Self::Cancel
                | Self::Retry
                | Self::ReconnectWithDetails
                | Self::UseAddress(_)
                | Self::Composer(composer::Command::Send | composer::Command::Repeat)
                | Self::Ping
                | Self::CloseWith(_)
                | Self::FrameForm(frame_form::Command::Send)
                | Self::Latency(latency::Command::Start)
                | Self::Messages(messages::Command::Resend(_))
                | Self::ConnectionSettings(
                    connection_settings::Command::ReconnectNow
                        | connection_settings::Command::AnswerHeartbeats
                )
                | Self::Scenarios(scenarios::Command::Choose(_))
                | Self::Connections(connections::Command::Connect(_))
        )
    }
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        use Text as T;
        use connection_settings::Text as SettingsText;
        let command = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND, key));
        // Keys that are the browser's own, and would be missed in a page.
        let on_native = |key| command(key).filter(|_| !IN_BROWSER);
        let or_alt = |native, page| {
            if IN_BROWSER {
                Some(KeyboardShortcut::new(Modifiers::ALT, page))
            } else {
                command(native)
            }
        };
        let about = |text, tooltip, shortcut| {
            Some(About {
                text,
                tooltip,
                shortcut,
            })
        };
        let own = |text: Text<'_>, tooltip: Text<'_>, shortcut| {
            about(text.say(language), tooltip.say(language), shortcut)
        };
        let tab_key = |keys| (!IN_BROWSER).then(|| KeyboardShortcut::new(keys, Key::Tab));
        let settings = |text: SettingsText<'_>, tooltip: SettingsText<'_>, shortcut| {
            about(text.say(language), tooltip.say(language), shortcut)
        };
        let chart = |text: traffic::Text| {
            about(
                text.say(language),
                traffic::Text::ChartTooltip.say(language),
                None,
            )
        };
        let (text, tooltip, shortcut) = match self {
            Self::Composer(command) => return command.about(language),
            Self::Latency(command) => return command.about(language),
            Self::FrameForm(command) => return command.about(language),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Share(command) => return command.about(language),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Conversation(command) => return command.about(language),
            #[cfg(not(target_arch = "wasm32"))]
            Self::MessageForm(command) => return command.about(language),
            #[cfg(not(target_arch = "wasm32"))]
            Self::ProtoFiles(command) => return command.about(language),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Rules(command) => return command.about(language),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Watch(command) => return command.about(language),
            Self::Frames(command) => return command.about(language),
            Self::Sidebar(command) => return command.about(language),
            Self::Scenarios(command) => return command.about(language),
            Self::Connections(command) => return command.about(language),
            Self::Messages(command) => return command.about(language),
            Self::Polling(command) => return command.about(language),
            Self::Sequences(command) => return command.about(language),
            Self::Inspector(command) => return command.about(language),
            Self::ConnectionSettings(command) => return command.about(language),
            Self::ReconnectWithDetails => {
                return settings(
                    SettingsText::ReconnectWithDetails,
                    SettingsText::ReconnectWithDetailsTooltip,
                    None,
                );
            }
            Self::OpenOptions => {
                return settings(
                    SettingsText::Title,
                    SettingsText::Tooltip,
                    on_native(Key::O),
                );
            }
            Self::ExplainProtocol => {
                let text = protocol::Text::Open.say(language);
                return about(text, protocol::Text::OpenTooltip.say(language), None);
            }
            Self::OpenPalette => {
                return own(Text::Commands, Text::CommandsTooltip, command(Key::K));
            }
            Self::Present(is_on) => {
                let keys = if IN_BROWSER {
                    KeyboardShortcut::new(Modifiers::ALT, Key::P)
                } else {
                    KeyboardShortcut::new(Modifiers::NONE, Key::F11)
                };
                let text = if *is_on {
                    Text::Present
                } else {
                    Text::StopPresenting
                };
                return own(text, Text::PresentTooltip, Some(keys));
            }
            Self::Zoom(zoom) => {
                // egui has the keys.
                let (text, key) = match zoom {
                    Zoom::In => (Text::ZoomIn, Key::Plus),
                    Zoom::Out => (Text::ZoomOut, Key::Minus),
                    Zoom::Reset => (Text::ZoomReset, Key::Num0),
                };
                return own(text, text, command(key));
            }
            Self::ClosePage(_) => return own(Text::ClosePage, Text::ClosePage, None),
            Self::Undo => {
                // As browsers open a closed tab again.
                let keys = or_alt(Key::T, Key::T);
                let keys = keys.map(|keys| KeyboardShortcut {
                    modifiers: keys.modifiers | Modifiers::SHIFT,
                    ..keys
                });
                return own(Text::Undo, Text::UndoTooltip, keys);
            }
            Self::CloseBanner => return own(Text::CloseBanner, Text::CloseBanner, None),
            Self::FocusAddress => {
                let keys = or_alt(Key::L, Key::L);
                return own(Text::FocusAddress, Text::FocusAddressTooltip, keys);
            }
            Self::NextPane => {
                let keys = Some(KeyboardShortcut::new(Modifiers::NONE, Key::F6));
                return own(Text::NextPane, Text::NextPaneTooltip, keys);
            }
            Self::Connect => return address::Command::Connect.about(language),
            Self::Disconnect => return address::Command::Disconnect.about(language),
            Self::Cancel => return address::Command::Cancel.about(language),
            Self::Retry => return address::Command::Retry.about(language),
            Self::Jump(way) => return find_field::Asked::Jump(*way).about(language),
            Self::Pause(is_paused) => return messages::Action::Pause(*is_paused).about(language),
            Self::AskClear => return messages::Action::Clear.about(language),
            Self::AskGoTo => return messages::Action::AskGoTo.about(language),
            Self::AskSave => return messages::Action::AskSave.about(language),
            Self::FollowNewest => return messages::Action::FollowNewest.about(language),
            Self::StopSending(_) => (T::StopSending, T::StopSendingTooltip, None),
            Self::Find => {
                let keys = command(Key::F);
                let tooltip = messages::Text::FindTooltip.say(language);
                return about(find_field::title(language), tooltip, keys);
            }
            Self::Ping => (T::Ping, T::PingTooltip, None),
            Self::AskCloseWith => (T::CloseWithAsk, T::CloseWithTooltip, None),
            Self::Browse => (T::SaveBrowse, T::SaveBrowseTooltip, None),
            Self::ShowChart(true) => return chart(traffic::Text::ShowChart),
            Self::ShowChart(false) => return chart(traffic::Text::HideChart),
            Self::NewTab => (T::NewTab, T::NewTabTooltip, or_alt(Key::T, Key::T)),
            Self::StepTab(Neighbour::Next) => (T::NextTab, T::NextTab, tab_key(Modifiers::CTRL)),
            Self::StepTab(Neighbour::Previous) => {
                let keys = Modifiers::CTRL | Modifiers::SHIFT;
                (T::PreviousTab, T::PreviousTab, tab_key(keys))
            }
            Self::AskCloseTab(_) => (T::CloseTab, T::CloseTabTooltip, None),
            Self::AskCloseThisTab => (T::CloseTab, T::CloseTabTooltip, or_alt(Key::W, Key::W)),
            Self::OpenSession => (T::OpenSession, T::OpenSessionTooltip, None),
            Self::CancelOpening => (T::CancelOpening, T::CancelOpeningTooltip, None),
            Self::SaveSession => (T::SaveSession, T::SaveSessionTooltip, None),
            Self::AskRecord => (T::AskRecord, T::AskRecordTooltip, None),
            Self::StopRecording => (T::StopRecording, T::StopRecordingTooltip, None),
            Self::ShareSession => (T::ShareSession, T::ShareSessionTooltip, None),
            #[cfg(not(target_arch = "wasm32"))]
            Self::RunServer(true) => return sequences::Command::StartServer.about(language),
            #[cfg(not(target_arch = "wasm32"))]
            Self::RunServer(false) => (T::StopServer, T::StopServerTooltip, None),
            Self::OpenSettings => (T::Settings, T::SettingsTooltip, command(Key::Comma)),
            Self::Quit => (T::Quit, T::QuitTooltip, on_native(Key::Q)),
            Self::UseAddress(_)
            | Self::Clear
            | Self::LookFor(_)
            | Self::GoTo(_)
            | Self::ShowDetail(_)
            | Self::Follow(_)
            | Self::Save { .. }
            | Self::CloseDialog
            | Self::SaveAndQuit
            | Self::QuitUnsaved
            | Self::FocusRows
            | Self::CloseWith(_)
            | Self::SelectTab(_)
            | Self::CloseTab(_)
            | Self::FoldBanner(_)
            | Self::ShowPage(_)
            | Self::SetLanguage(_)
            | Self::SetTheme(_)
            | Self::SetBudgetMib(_) => return None,
        };
        own(text, tooltip, shortcut)
    }
}
