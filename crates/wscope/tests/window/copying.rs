//! What the window says of a text on its way to the clipboard.

use wscope::features::inspector::{self, CopyAs};
use wscope::kit::clipboard::{self, Outcome};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

fn with_a_message_open() -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    stage.select_row(&["received", "helloworld"]);
    (server, stage)
}

fn tell(stage: &mut Stage, outcome: Outcome) {
    clipboard::tell(&stage.harness.ctx, outcome);
    stage.harness.run_steps(2);
}

#[test]
fn copied_is_said_at_once_where_the_system_takes_everything() {
    let (_server, mut stage) = with_a_message_open();
    stage.command(Command::Inspector(inspector::Command::Copy(CopyAs::Text)));
    stage.wait_for_text("Copied 10 B");
}

#[test]
fn copied_is_said_when_it_was_where_the_clipboard_may_refuse() {
    let (_server, mut stage) = with_a_message_open();
    clipboard::expect_outcomes(&stage.harness.ctx);
    stage.command(Command::Inspector(inspector::Command::Copy(CopyAs::Text)));
    stage.harness.run_steps(3);
    assert!(!stage.shows("Copied"), "nothing is known yet");
    tell(&mut stage, Outcome::Copied);
    stage.wait_for_text("Copied 10 B");

    stage.command(Command::Inspector(inspector::Command::Copy(CopyAs::Hex)));
    tell(&mut stage, Outcome::Refused);
    stage.wait_for_text("Not copied");
    assert!(!stage.shows("Copied 20 B"));
    // What was refused is not said to be copied when the next one is, such as out of a field.
    tell(&mut stage, Outcome::Copied);
    assert!(!stage.shows("Copied 20 B"));
}

#[test]
fn a_text_out_of_a_field_that_was_refused_is_told_as_well() {
    let (_server, mut stage) = with_a_message_open();
    clipboard::expect_outcomes(&stage.harness.ctx);
    tell(&mut stage, Outcome::Copied);
    assert!(!stage.shows("Copied"), "nobody pressed a button");
    tell(&mut stage, Outcome::Refused);
    stage.wait_for_text("Not copied");
}
