//! The states of the window of which there are pictures, and how a person comes to them.

use wscope::StartOptions;
use wscope::command::Command;
use wscope::kit::language::Language;

use crate::Look;
use crate::servers::Server;
use crate::stage::Stage;

/// A state: its name, and what is done to come to it.
pub(crate) struct State {
    pub name: &'static str,
    pub show: fn(&mut Stage, Language),
}

/// A window, and the server that it is connected to.
pub(crate) struct Opened {
    pub stage: Stage,
    _server: Server,
}

pub(crate) const STATES: [State; 3] = [
    State {
        name: "first-start",
        show: |_, _| {},
    },
    State {
        name: "echoed",
        show: |stage, _| echo(stage, 3),
    },
    State {
        name: "failure",
        show: |stage, _| {
            echo(stage, 1);
            // Port 1 is nobody's.
            stage.command(Command::UseAddress("ws://127.0.0.1:1".to_owned()));
            stage.wait_until("the failure", |stage| {
                stage.counters().total().messages == 2 && stage.kept().end >= 6
            });
        },
    },
];

/// Opens a window that is connected.
pub(crate) fn open(look: Look) -> Opened {
    let server = Server::start();
    let options = StartOptions {
        address: server.url.clone(),
        language: Some(look.language),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, look.size);
    stage.command(Command::SetTheme(look.theme));
    stage.wait_for_button("点击请求");
    stage.harness.run_steps(3);
    let _server = server;
    Opened { stage, _server }
}

/// Presses 点击请求 so often, and waits for the answers.
fn echo(stage: &mut Stage, times: u64) {
    for answers in 1..=times {
        stage.press("点击请求");
        stage.wait_until("the answer", |stage| stage.received() == answers);
    }
    stage.harness.run_steps(3);
}
