//! English.

use std::borrow::Cow;

use super::text::Text;
use crate::features::sequences::browser::Unsupported;
use crate::kit::format::counted;

pub(super) fn say(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    let steps = |count: usize| counted(count as u64, "line", "lines");
    match text {
        T::Title => "Sequences".into(),
        T::Open => "Sequences…".into(),
        T::OpenTooltip => {
            "Carry out a script of messages and expectations, all at once or step by step".into()
        }
        T::Close => "Close sequences".into(),
        T::Run => "Run all".into(),
        T::RunTooltip => "Carry out all steps that are left".into(),
        T::Step => "Step".into(),
        T::StepTooltip => "Carry out the next step".into(),
        T::Stop => "Stop".into(),
        T::StopTooltip => "Carry out no more steps and close the connections".into(),
        T::Reset => "Reset".into(),
        T::ResetTooltip => "Clear the results, to edit the script or to begin anew".into(),
        T::New => "New sequence".into(),
        T::NewTooltip => "Begin an empty script".into(),
        T::OpenFile => "Open sequence…".into(),
        T::OpenFileTooltip => "Open a test script (*.wstest)".into(),
        T::Save => "Save sequence".into(),
        T::SaveTooltip => "Save the script to its file".into(),
        T::SaveAs => "Save sequence as…".into(),
        T::SaveAsTooltip => "Save the script to another file".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StartServer => "Start the echo server".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StartServerTooltip => "Scripts reach it as {{server}}".into(),
        T::SetVariable(name) => format!("Set {name}…").into(),
        T::SetVariableTooltip => "Give the variable a value in the environment".into(),
        T::FromSession => "Save as test…".into(),
        T::FromSessionTooltip => {
            "Make a test script of what was recorded: what was sent is sent, what came is expected".into()
        }
        T::Made { left_out: 0, variables: 0 } => {
            "Made from the recording; replace what changes from run to run".into()
        }
        T::Made { left_out, variables: 0 } => {
            let rows = counted(left_out, "row", "rows");
            format!("Made from the recording; {rows} left out, which a script cannot have").into()
        }
        T::Made { left_out: 0, .. } => {
            "Made from the recording; what was masked is a variable, to be set in an environment".into()
        }
        T::Made { left_out, .. } => {
            let rows = counted(left_out, "row", "rows");
            format!("Made from the recording; what was masked is a variable, and {rows} left out").into()
        }
        T::NothingToMake => "There is no connection in the list to make a script of".into(),
        T::Added => "Added to the sequence".into(),
        T::NotAdded => "The sequence is being carried out: stop it before".into(),
        T::NothingToRun => "There is no script to run, or a step is under way".into(),
        T::NothingToReset => "There are no results".into(),
        T::NothingToSave => "The script is empty".into(),
        T::Untitled => "Untitled".into(),
        T::Changed(name) => format!("{name} • not saved").into(),
        T::Script => "Script".into(),
        T::Messages => "Messages of the sequence".into(),
        T::SentRow(text) => format!("sent {text}").into(),
        T::ReceivedRow(text) => format!("received {text}").into(),
        T::Connection => "Connection".into(),
        T::Unnamed => "(unnamed)".into(),
        T::Hint => {
            "Run all, or Step (Space) line by line. {{server}} is the address of this program’s server, {{host}} its host and port".into()
        }
        T::Examples => "Examples".into(),
        T::Example => "Example sequence".into(),
        T::Troubles(1) => "1 mistake in the script".into(),
        T::Troubles(count) => format!("{count} mistakes in the script").into(),
        T::GoToLine => "Go to this line".into(),
        T::Expected => "expected".into(),
        T::Came => "received".into(),
        T::FailedAt(line) => format!("Failed at line {line}").into(),
        T::Passed(count) => format!("Passed: {}", steps(count)).into(),
        T::Skipped("") => "Skipped".into(),
        T::Skipped(reason) => format!("Skipped: {reason}").into(),
        T::Stopped(count) => format!("Stopped after {}", steps(count)).into(),
        T::Running { passed, line } => format!("{} passed, line {line} is under way", steps(passed)).into(),
        T::Waiting { passed, line } => format!("{} passed, next: line {line}", steps(passed)).into(),
        T::Basics => "Messages and answers".into(),
        T::BasicsAbout => "Text, JSON and binary messages to an echo server, and what is expected of the answers.".into(),
        T::Rooms => "Two clients in a room".into(),
        T::RoomsAbout => "What one client says in a room, the other receives.".into(),
        T::Push => "Server push".into(),
        T::PushAbout => "The server sends its time by itself; nobody asks.".into(),
        T::Network => "Network faults".into(),
        T::NetworkAbout => "Messages that come late or twice, and a server that closes with an error.".into(),
        T::Protocol => "Protocol errors".into(),
        T::ProtocolAbout => "What breaks the rules of RFC 6455, by the server and by the client.".into(),
        T::NotOpened { name, why } => format!("{name} was not opened: {why}").into(),
        T::TooLong { name, limit } => {
            format!("{name} has more than {limit} characters, too many to edit; wsc test runs it").into()
        }
        T::NotUtf8 => "it is not UTF-8".into(),
        T::NoDialog => "The system has no file dialog; drop the file onto the window".into(),
        T::Replaced => "Another sequence was opened".into(),
        T::FilesOfPage => "a page cannot read the files that a script names".into(),
        T::Unsupported(what) => match what {
            Unsupported::Headers => "browsers do not let a page add headers",
            Unsupported::Response => "browsers do not show a page the response to the handshake",
            Unsupported::Compression => "browsers do not let a page turn compression off",
            Unsupported::Ping => "browsers do not let a page send pings",
            Unsupported::ControlFrames => "browsers do not show a page pings and pongs",
            Unsupported::Frames => "browsers do not let a page send frames of its own",
            Unsupported::CloseCode => {
                "browsers let a page close with 1000 and with 3000 to 4999 only"
            }
        }
        .into(),
    }
}
