//! What a person can ask for. The window emits these; [`App`](crate::App) carries them out in one
//! place, at the end of the frame.

use connection::{CloseFrame, SecretAddress};
use egui::{Key, KeyboardShortcut, Modifiers};

use crate::IN_BROWSER;
use crate::features::{
    connection_settings, inspector, latency, messages, polling, scenarios, sidebar,
};
use crate::history::Draft;
use crate::kit::command::{self, About};
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
use crate::kit::theme::ThemeChoice;
use crate::texts::{ComposeText, ProtocolText, Text};
use session::Jump;
use session::Query;

/// One wish.
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
    /// Send what the composer holds.
    Send,
    /// Put this into the composer.
    Recall(Draft),
    /// Indent the JSON in the composer.
    FormatJson,
    /// Keep what the composer holds, under the name that was typed.
    KeepDraft,
    /// Forget the draft at this place.
    ForgetDraft(usize),
    /// Choose a file to send.
    Attach,
    /// Send the text in the field again, not what is attached.
    Detach,
    /// Look at what is attached.
    ViewAttachment,
    /// Send what the composer holds again and again.
    Repeat,
    /// Stop doing so.
    StopRepeat,
    /// Ask whether the list may be cleared.
    AskClear,
    /// Clear the list.
    Clear,
    /// Look for something else.
    LookFor(Box<Query>),
    /// Put the cursor into the find field.
    Find,
    /// Go from hit to hit.
    Jump(Jump),
    /// Send a ping.
    Ping,
    /// Ask with which close frame to end the connection.
    AskCloseWith,
    /// End the connection with this close frame.
    CloseWith(CloseFrame),
    /// Something about the latency test.
    Latency(latency::Command),
    /// Something about the sidebar.
    Sidebar(sidebar::Command),
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
    /// Record the details of every connection from the next one on, or only where they are needed.
    Inspect(bool),
    /// Freeze the rows, or let them flow again.
    Pause(bool),
    /// Ask which number to go to.
    AskGoTo,
    /// Go to the message with this number: events are not counted.
    GoTo(u64),
    /// Go to the newest row and follow.
    FollowNewest,
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
    /// Open the options of the connection.
    OpenOptions,
    /// Open the settings.
    OpenSettings,
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
}

/// Which of the tabs beside the one that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbour {
    /// To the right, and from the last to the first.
    Next,
    /// To the left, and from the first to the last.
    Previous,
}

impl Command {
    /// Commands that have a shortcut.
    pub const WITH_SHORTCUT: [Self; 16] = [
        Self::Send,
        Self::Find,
        // Before its plain twin, which would take the key with Shift as well.
        Self::Jump(Jump::Older),
        Self::Jump(Jump::Newer),
        Self::AskGoTo,
        Self::AskClear,
        Self::AskSave,
        // Before its plain twin, as above.
        Self::StepTab(Neighbour::Previous),
        Self::StepTab(Neighbour::Next),
        Self::NewTab,
        Self::AskCloseThisTab,
        Self::OpenOptions,
        Self::OpenSettings,
        Self::Sidebar(sidebar::Command::Show(true)),
        Self::Sidebar(sidebar::Command::Show(false)),
        Self::Quit,
    ];

    /// Whether it makes the newest rows of the list: what a person does is to be seen, its answer and its failure too.
    /// What goes on by itself afterwards (a repetition, a probe, the next attempt) moves nothing.
    pub fn makes_rows(&self) -> bool {
        matches!(
            self,
            Self::Connect
                | Self::Disconnect
                | Self::Cancel
                | Self::Retry
                | Self::ReconnectWithDetails
                | Self::UseAddress(_)
                | Self::Send
                | Self::Repeat
                | Self::Ping
                | Self::CloseWith(_)
                | Self::Latency(latency::Command::Start)
                | Self::Messages(messages::Command::Resend(_))
                | Self::ConnectionSettings(connection_settings::Command::ReconnectNow)
                | Self::Scenarios(scenarios::Command::Choose(_))
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
        let tab_key = |keys| (!IN_BROWSER).then(|| KeyboardShortcut::new(keys, Key::Tab));
        let f3 = |modifiers| Some(KeyboardShortcut::new(modifiers, Key::F3));
        let compose = |text, tooltip| (T::Compose(text), T::Compose(tooltip), None);
        let settings = |text: SettingsText<'_>, tooltip: SettingsText<'_>, shortcut| About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut,
        };
        let (text, tooltip, shortcut) = match self {
            Self::Latency(command) => return command.about(language),
            Self::Sidebar(command) => return command.about(language),
            Self::Scenarios(command) => return command.about(language),
            Self::Messages(command) => return command.about(language),
            Self::Polling(command) => return command.about(language),
            Self::Inspector(command) => return command.about(language),
            Self::ConnectionSettings(command) => return command.about(language),
            Self::ReconnectWithDetails => {
                return Some(settings(
                    SettingsText::ReconnectWithDetails,
                    SettingsText::ReconnectWithDetailsTooltip,
                    None,
                ));
            }
            Self::OpenOptions => {
                return Some(settings(
                    SettingsText::Title,
                    SettingsText::Tooltip,
                    on_native(Key::O),
                ));
            }
            Self::Connect => (T::Connect, T::ConnectTooltip, None),
            Self::Disconnect => (T::Disconnect, T::DisconnectTooltip, None),
            Self::Cancel => (T::Cancel, T::CancelTooltip, None),
            Self::Retry => (T::Retry, T::RetryTooltip, None),
            Self::StopSending(_) => (T::StopSending, T::StopSendingTooltip, None),
            Self::FormatJson => compose(ComposeText::FormatJson, ComposeText::FormatJsonTooltip),
            Self::KeepDraft => compose(ComposeText::Keep, ComposeText::KeepTooltip),
            Self::Attach => compose(ComposeText::Attach, ComposeText::AttachTooltip),
            Self::Detach => compose(ComposeText::Detach, ComposeText::Detach),
            Self::ViewAttachment => compose(
                ComposeText::ViewAttachment,
                ComposeText::ViewAttachmentTooltip,
            ),
            Self::Repeat => compose(ComposeText::Start, ComposeText::StartTooltip),
            Self::StopRepeat => compose(ComposeText::Stop, ComposeText::StopTooltip),
            Self::Find => (T::Find, T::FindTooltip, command(Key::F)),
            Self::Jump(Jump::Newer) => (T::NextHit, T::NextHitTooltip, f3(Modifiers::NONE)),
            Self::Jump(Jump::Older) => {
                (T::PreviousHit, T::PreviousHitTooltip, f3(Modifiers::SHIFT))
            }
            Self::Pause(true) => (T::Pause, T::PauseTooltip, None),
            Self::Pause(false) => (T::Continue, T::ContinueTooltip, None),
            Self::AskGoTo => (T::GoTo, T::GoToTooltip, command(Key::G)),
            Self::Send => (T::Send, T::SendTooltip, command(Key::Enter)),
            Self::Ping => (T::Ping, T::PingTooltip, None),
            Self::AskCloseWith => (T::CloseWithAsk, T::CloseWithTooltip, None),
            Self::AskClear => (T::Clear, T::ClearTooltip, on_native(Key::L)),
            Self::FollowNewest => (T::NewBelow(0), T::NewBelowTooltip, None),
            Self::AskSave => (T::SaveAs, T::SaveAsTooltip, command(Key::S)),
            Self::Browse => (T::SaveBrowse, T::SaveBrowseTooltip, None),
            Self::ShowChart(true) => (T::ShowChart, T::ChartTooltip, None),
            Self::ShowChart(false) => (T::HideChart, T::ChartTooltip, None),
            Self::NewTab => (T::NewTab, T::NewTabTooltip, on_native(Key::T)),
            Self::StepTab(Neighbour::Next) => (T::NextTab, T::NextTab, tab_key(Modifiers::CTRL)),
            Self::StepTab(Neighbour::Previous) => {
                let keys = Modifiers::CTRL | Modifiers::SHIFT;
                (T::PreviousTab, T::PreviousTab, tab_key(keys))
            }
            Self::AskCloseTab(_) => (T::CloseTab, T::CloseTabTooltip, None),
            Self::AskCloseThisTab => (T::CloseTab, T::CloseTabTooltip, on_native(Key::W)),
            Self::ExplainProtocol => (
                T::Protocol(ProtocolText::Open),
                T::Protocol(ProtocolText::OpenTooltip),
                None,
            ),
            Self::OpenSettings => (T::Settings, T::SettingsTooltip, command(Key::Comma)),
            Self::Quit => (T::Quit, T::QuitTooltip, on_native(Key::Q)),
            Self::UseAddress(_)
            | Self::Recall(_)
            | Self::ForgetDraft(_)
            | Self::Clear
            | Self::LookFor(_)
            | Self::GoTo(_)
            | Self::ShowDetail(_)
            | Self::Follow(_)
            | Self::Save { .. }
            | Self::CloseDialog
            | Self::Inspect(_)
            | Self::CloseWith(_)
            | Self::SelectTab(_)
            | Self::CloseTab(_)
            | Self::SetLanguage(_)
            | Self::SetTheme(_)
            | Self::SetBudgetMib(_) => return None,
        };
        Some(About {
            text: language.say(text),
            tooltip: language.say(tooltip),
            shortcut,
        })
    }
}
