//! Variables that a script needs, set from where it says so.

use connection::Message;
use wscope::features::connections;
use wscope::features::sequences::Command as C;
use wscope::shell::command::Command;

use crate::sequences::open;
use crate::servers::Server;

/// A script that was made of a session says which variable stands for its token, and leads to where it is set.
#[test]
fn a_variable_without_a_value_is_set_from_what_is_wrong() {
    let server = Server::start();
    let mut stage = open(&server);
    stage.press("Disconnect");
    let address = format!("{}/echo?token=s3cret", server.url);
    stage.harness.state_mut().set_address(&address);
    stage.command(Command::Connect);
    stage.wait_for_button("点击请求");
    stage.send(Message::Text("hello".to_owned()));
    stage.wait_for_rows(2, &["hello"]);
    stage.command(Command::Sequences(C::FromSession));
    stage.wait_for_button("Run all");
    stage.press("Run all");
    stage.wait_for_text("the variable token is not set");
    // What is not confirmed leaves nothing behind.
    stage.press("Set token…");
    stage.harness.run_steps(3);
    stage.harness.key_press(egui::Key::Escape);
    stage.harness.run_steps(3);
    let edit = connections::Command::EditEnvironments;
    stage.command(Command::Connections(edit));
    stage.harness.run_steps(3);
    assert!(stage.field("Variable value 1").is_none() && stage.field("Name").is_none());
    stage.press("Done");
    stage.press("Set token…");
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Variable value 1"));
    stage.fill("Variable value 1", "s3cret");
    stage.press("Done");
    // Again it leads to the same variable.
    stage.press("Set token…");
    stage.harness.run_steps(3);
    assert!(stage.field("Variable value 2").is_none());
    stage.press("Done");
    stage.press("Run all");
    stage.wait_for_text("Passed");
    assert!(!stage.shows("s3cret"));
}
