//! The built program, used as a person uses it: a real window, real clicks, a real server.

mod basics;
mod details;
mod failures;
mod fixture;
mod journeys;
mod keyring;
mod load;
mod polling;
mod restart;

use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use crate::Result;
use crate::display::Display;
use crate::harness::{self, Test};
use fixture::Fixture;

const TESTS: [Test<Fixture>; 16] = [
    Test {
        title: "one click brings helloworld back from the built-in server",
        run: basics::built_in_server,
    },
    Test {
        title: "a server that runs already is used, and its end is survived",
        run: basics::other_server,
    },
    Test {
        title: "a refused port is explained, in English, on a small window",
        run: basics::refused,
    },
    Test {
        title: "what the server can do is tried from the menu",
        run: basics::tried,
    },
    Test {
        title: "a connection is looked at closely, and its end explained",
        run: details::inspected,
    },
    Test {
        title: "whatever goes wrong with a connection is told in words",
        run: failures::all,
    },
    Test {
        title: "settings survive a restart",
        run: restart::restart,
    },
    Test {
        title: "a message is read, folded and saved",
        run: details::detail,
    },
    Test {
        title: "polling and WebSocket are compared in two clicks",
        run: polling::compare,
    },
    Test {
        title: "a token is added in three clicks where the server asks for one",
        run: journeys::bearer_login,
    },
    Test {
        title: "a policy violation is understood without a click",
        run: journeys::policy_violation,
    },
    Test {
        title: "one in 100,000 messages is found and copied",
        run: journeys::find_and_copy,
    },
    Test {
        title: "two messages are compared in three clicks",
        run: journeys::compare_two,
    },
    Test {
        title: "an environment with a token in the keyring survives a restart",
        run: journeys::keyring,
    },
    Test {
        title: "an idle window uses no CPU",
        run: load::idle,
    },
    Test {
        title: "a million messages pour in, and every step is answered",
        run: load::million,
    },
];

/// Builds the programs and runs every test whose title has `only` in it.
pub(crate) fn run(screenshots: &Path, only: &str) -> Result<()> {
    let display = Rc::new(Display::start()?);
    build()?;
    std::fs::create_dir_all(screenshots)?;
    harness::run(&TESTS, only, || Fixture::new(&display, screenshots))
}

fn build() -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--package",
            "wscope",
            "--features",
            "wscope/inspection",
        ])
        .args(["--package", "echo-server"])
        .status()?;
    if !status.success() {
        return Err("the programs do not build".into());
    }
    Ok(())
}
