//! What happens after a connection was lost.

use wscope::features::connection_settings::{self, Section};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

fn reconnecting_to(url: &str) -> Stage {
    let mut stage = Stage::connected_to(url);
    let advanced = connection_settings::Command::Open(Section::Advanced);
    stage.command(Command::ConnectionSettings(advanced));
    stage.tick("Reconnect automatically");
    stage.press("Reconnect now");
    stage.wait_for_rows(2, &["Connected"]);
    stage
}

#[test]
fn a_lost_connection_comes_back_by_itself_and_the_gap_is_a_line() {
    let server = Server::start();
    let port = server.port;
    let mut stage = reconnecting_to(&server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    server.kill();
    stage.wait_for_rows(1, &["without a close frame (1006)"]);
    stage.wait_for_button("Reconnect now");
    let _server = Server::start_at(&format!("localhost:{port}"));
    stage.wait_for_rows(1, &["Disconnected for "]);
    // What was listed is still there.
    stage.wait_for_rows(1, &["received", "helloworld"]);
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "helloworld"]);
}

#[test]
fn waiting_is_cut_short_or_stopped() {
    let server = Server::start();
    let mut stage = reconnecting_to(&server.url);
    server.kill();
    stage.wait_for_rows(1, &["without a close frame (1006)"]);
    stage.press("Reconnect now");
    stage.wait_for_rows(1, &["Connection refused: nothing is listening at"]);
    stage.press("Cancel");
    stage.wait_for_text("Not connected");
    assert!(stage.button("Connect").is_some());
}
