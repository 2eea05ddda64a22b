//! The commands that the palette lists.

use crate::features::polling::Results;
use crate::features::{
    composer, connection_settings, connections, frames, inspector, latency, messages, polling,
    scenarios, sequences, sidebar,
};
use crate::kit::icon::Icon;
use crate::kit::list_mode::ListMode;
use crate::shell::command::{Command, Neighbour, Zoom};
use session::Jump;

/// Every command that has words and needs nothing chosen before, with its icon. What is looked for while the field is empty
/// stands first.
pub(super) fn commands() -> Vec<(Icon, Command)> {
    use composer::Command as Composer;
    use connection_settings::Command as Settings;
    use connections::Command as Saved;
    use inspector::Command as Inspector;
    use sequences::Command as Sequence;
    vec![
        (Icon::Connect, Command::Connect),
        (Icon::Disconnect, Command::Disconnect),
        (Icon::Resend, Command::Composer(Composer::Send)),
        (Icon::Add, Command::NewTab),
        (Icon::Search, Command::Find),
        (Icon::Bookmark, Command::Connections(Saved::Save)),
        (Icon::Present, Command::Present(true)),
        (Icon::Clear, Command::AskClear),
        (Icon::Close, Command::Cancel),
        (Icon::Retry, Command::Retry),
        (
            Icon::Retry,
            Command::ConnectionSettings(Settings::ReconnectNow),
        ),
        (Icon::Show, Command::ReconnectWithDetails),
        (Icon::Edit, Command::Composer(Composer::FormatJson)),
        (Icon::Bookmark, Command::Composer(Composer::KeepDraft)),
        (Icon::File, Command::Composer(Composer::Attach)),
        (Icon::Edit, Command::Composer(Composer::MakeFrame)),
        (Icon::Close, Command::Composer(Composer::Detach)),
        (Icon::Show, Command::Composer(Composer::ViewAttachment)),
        (Icon::Repeat, Command::Composer(Composer::Repeat)),
        (Icon::Stop, Command::Composer(Composer::StopRepeat)),
        (Icon::Close, Command::Composer(Composer::DismissTip)),
        (Icon::Received, Command::Jump(Jump::Newer)),
        (Icon::Sent, Command::Jump(Jump::Older)),
        (Icon::List, Command::AskGoTo),
        (Icon::Received, Command::FollowNewest),
        (
            Icon::List,
            Command::Frames(frames::Command::Switch(ListMode::Frames)),
        ),
        (
            Icon::List,
            Command::Frames(frames::Command::Switch(ListMode::Messages)),
        ),
        (
            Icon::Flow,
            Command::Frames(frames::Command::Switch(ListMode::Flow)),
        ),
        (
            Icon::Save,
            Command::Messages(messages::Command::SaveFlow(messages::Picture::Svg)),
        ),
        (
            Icon::Save,
            Command::Messages(messages::Command::SaveFlow(messages::Picture::Png)),
        ),
        (
            Icon::Filter,
            Command::Messages(messages::Command::ClearFilters),
        ),
        (Icon::Copy, Command::Frames(frames::Command::Copy)),
        (Icon::Edit, Command::Frames(frames::Command::SendAgain)),
        (
            Icon::CollapseAll,
            Command::Messages(messages::Command::FoldHeartbeats(true)),
        ),
        (
            Icon::ExpandAll,
            Command::Messages(messages::Command::FoldHeartbeats(false)),
        ),
        (
            Icon::CollapseAll,
            Command::Messages(messages::Command::FoldAlike(true)),
        ),
        (
            Icon::ExpandAll,
            Command::Messages(messages::Command::FoldAlike(false)),
        ),
        (Icon::Pause, Command::Pause(true)),
        (Icon::Continue, Command::Pause(false)),
        (Icon::Latency, Command::Ping),
        (Icon::Disconnect, Command::AskCloseWith),
        (Icon::Save, Command::AskSave),
        (Icon::Latency, Command::ShowChart(true)),
        (Icon::Latency, Command::ShowChart(false)),
        (
            Icon::Copy,
            Command::Inspector(Inspector::Copy(inspector::CopyAs::Text)),
        ),
        (
            Icon::Copy,
            Command::Inspector(Inspector::Copy(inspector::CopyAs::Hex)),
        ),
        (
            Icon::Copy,
            Command::Inspector(Inspector::Copy(inspector::CopyAs::Base64)),
        ),
        (Icon::Copy, Command::Inspector(Inspector::CopyPath)),
        (Icon::Show, Command::Inspector(Inspector::WatchValue)),
        (Icon::Copy, Command::Inspector(Inspector::CopyConnection)),
        (Icon::Edit, Command::Inspector(Inspector::Edit)),
        (
            Icon::CollapseAll,
            Command::Inspector(Inspector::FoldAll(true)),
        ),
        (
            Icon::ExpandAll,
            Command::Inspector(Inspector::FoldAll(false)),
        ),
        (Icon::Compare, Command::Inspector(Inspector::Compare(true))),
        (Icon::Compare, Command::Inspector(Inspector::Compare(false))),
        (Icon::Save, Command::Inspector(Inspector::Save)),
        (
            Icon::Left,
            Command::Inspector(Inspector::Step(inspector::Neighbour::Previous)),
        ),
        (
            Icon::Right,
            Command::Inspector(Inspector::Step(inspector::Neighbour::Next)),
        ),
        (Icon::Close, Command::Inspector(Inspector::Close)),
        (
            Icon::Show,
            Command::Inspector(Inspector::Show(inspector::Page::Message)),
        ),
        (
            Icon::Show,
            Command::Inspector(Inspector::Show(inspector::Page::Connection)),
        ),
        (Icon::Book, Command::Inspector(Inspector::ExplainFrames)),
        (
            Icon::Compare,
            Command::Inspector(Inspector::CompareParameters),
        ),
        (Icon::Right, Command::StepTab(Neighbour::Next)),
        (Icon::Left, Command::StepTab(Neighbour::Previous)),
        (Icon::Close, Command::AskCloseThisTab),
        (
            Icon::OpenSidebar,
            Command::Sidebar(sidebar::Command::Show(true)),
        ),
        (
            Icon::CloseSidebar,
            Command::Sidebar(sidebar::Command::Show(false)),
        ),
        (Icon::Connections, open(sidebar::Section::Connections)),
        (Icon::Scenarios, open(sidebar::Section::Scenarios)),
        (Icon::Learn, open(sidebar::Section::Learn)),
        (Icon::Sequences, Command::Sequences(Sequence::Show(true))),
        (Icon::Close, Command::Sequences(Sequence::Show(false))),
        (Icon::Continue, Command::Sequences(Sequence::Run)),
        (Icon::Right, Command::Sequences(Sequence::Step)),
        (Icon::Stop, Command::Sequences(Sequence::Stop)),
        (Icon::Undo, Command::Sequences(Sequence::Reset)),
        (Icon::Add, Command::Sequences(Sequence::New)),
        (Icon::FolderOpen, Command::Sequences(Sequence::Open)),
        (Icon::Save, Command::Sequences(Sequence::Save)),
        (Icon::Save, Command::Sequences(Sequence::SaveAs)),
        (Icon::Export, Command::Sequences(Sequence::FromSession)),
        (Icon::Sequences, Command::Composer(Composer::AddToSequence)),
        (Icon::AddFolder, Command::Connections(Saved::NewFolder)),
        (Icon::Undo, Command::Connections(Saved::UndoDelete)),
        (Icon::Filter, Command::Connections(Saved::EditEnvironments)),
        (Icon::Import, Command::Connections(Saved::Import)),
        (Icon::Export, Command::Connections(Saved::Export)),
        (Icon::Lock, Command::Connections(Saved::RetryKeyring)),
        (
            Icon::Right,
            Command::Scenarios(scenarios::Command::NextExample),
        ),
        (
            Icon::Left,
            Command::Scenarios(scenarios::Command::PreviousExample),
        ),
        (
            Icon::Retry,
            Command::Scenarios(scenarios::Command::AskAgain),
        ),
        (Icon::Timer, Command::Latency(latency::Command::Start)),
        (Icon::Stop, Command::Latency(latency::Command::Stop)),
        (Icon::Close, Command::Latency(latency::Command::Show(false))),
        (Icon::Continue, Command::Polling(polling::Command::Start)),
        (Icon::Stop, Command::Polling(polling::Command::Stop)),
        (Icon::Close, Command::Polling(polling::Command::Show(false))),
        (
            Icon::Save,
            Command::Polling(polling::Command::Save(Results::Picture)),
        ),
        (
            Icon::Save,
            Command::Polling(polling::Command::Save(Results::Table)),
        ),
        (Icon::Present, Command::Present(false)),
        (Icon::Add, Command::Zoom(Zoom::In)),
        (Icon::Search, Command::Zoom(Zoom::Out)),
        (Icon::Search, Command::Zoom(Zoom::Reset)),
        (Icon::Edit, Command::FocusAddress),
        (Icon::Right, Command::NextPane),
        (Icon::Close, Command::CloseBanner),
        (Icon::Settings, Command::OpenOptions),
        (Icon::Lock, Command::ConnectionSettings(Settings::AddToken)),
        (Icon::Settings, Command::OpenSettings),
        (Icon::FolderOpen, Command::OpenSession),
        (Icon::Stop, Command::CancelOpening),
        (Icon::Save, Command::SaveSession),
        (Icon::Export, Command::AskRecord),
        (Icon::Stop, Command::StopRecording),
        (
            Icon::Export,
            Command::Messages(messages::Command::Export(messages::Form::Text)),
        ),
        (
            Icon::Export,
            Command::Messages(messages::Command::Export(messages::Form::Json)),
        ),
        (Icon::Lock, Command::ShareSession),
        (
            Icon::Repeat,
            Command::ConnectionSettings(Settings::EditRules),
        ),
        (Icon::Undo, Command::ConnectionSettings(Settings::Reset)),
        (Icon::Undo, Command::Undo),
        (
            Icon::Undo,
            Command::ConnectionSettings(Settings::UndoImport),
        ),
        (Icon::Undo, Command::ConnectionSettings(Settings::UndoReset)),
        (Icon::Close, Command::Quit),
    ]
}

/// What can be done with what is said over the connection as a whole.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn of_conversation(hides_rows: bool) -> impl Iterator<Item = (Icon, Command)> {
    use crate::features::conversation::Command as C;
    let show_all = hides_rows.then_some((Icon::Filter, C::ShowAll));
    let parts = [(Icon::Filter, C::ShowMethods), (Icon::Book, C::ShowSchemas)];
    let all = show_all.into_iter().chain(parts);
    all.map(|(icon, command)| (icon, Command::Conversation(command)))
}

/// What is done with the echo server of the program.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const SERVER: [(Icon, Command); 2] = [
    (Icon::Continue, Command::RunServer(true)),
    (Icon::Stop, Command::RunServer(false)),
];

/// What can be done with values that are watched.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn of_watched() -> [(Icon, Command); 2] {
    use crate::features::watch::Command as C;
    [(Icon::Show, C::Show), (Icon::Save, C::Save)]
        .map(|(icon, command)| (icon, Command::Watch(command)))
}

/// What can be done where a file could not be opened.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const READ_AGAIN: (Icon, Command) =
    (Icon::Retry, Command::Messages(messages::Command::ReadAgain));

/// What can be done with the row that is selected.
pub(super) fn of_row(row: u64) -> [(Icon, Command); 8] {
    use messages::Command as M;
    [
        (Icon::Copy, M::Copy(messages::Form::Text)),
        (Icon::Copy, M::Copy(messages::Form::Json)),
        (Icon::Copy, M::Copy(messages::Form::Hex)),
        (Icon::Copy, M::Copy(messages::Form::Base64)),
        (Icon::Resend, M::Resend(row)),
        (Icon::Edit, M::Edit(row)),
        (Icon::Save, M::Save(row)),
        (Icon::Filter, M::FilterLike(row)),
    ]
    .map(|(icon, command)| (icon, Command::Messages(command)))
}

fn open(section: sidebar::Section) -> Command {
    Command::Sidebar(sidebar::Command::Open(section))
}
