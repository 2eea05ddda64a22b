//! Latency and integrity of a connection, measured.

use session::Plan;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

fn probe(path: &str, count: u32) -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&format!("{}{path}", server.url));
    stage.press("Latency test…");
    stage.wait_for_text("The server must echo each message unchanged");
    stage.harness.state_mut().tab_mut().probe_plan = Plan {
        rate: 1_000,
        size: 64,
        count,
    };
    stage.press("Start test");
    (server, stage)
}

#[test]
fn an_echo_brings_everything_back() {
    let (_server, mut stage) = probe("/echo", 200);
    let result =
        ["Latency test: 200 sent, 200 echoed, 0 lost, 0 duplicated, 0 out of order, 0 corrupted"];
    stage.wait_for_text("p99");
    stage.look_at_messages();
    stage.wait_for_rows(1, &result);
}

#[test]
fn what_is_lost_is_told() {
    let (_server, mut stage) = probe("/drop/10%/echo", 200);
    stage.wait_for_text("Sent 200");
    stage.look_at_messages();
    stage.wait_for_rows(1, &["Latency test: 200 sent, "]);
    let row = stage
        .rows()
        .into_iter()
        .find(|row| row.contains("Latency test: 200"));
    assert!(!row.unwrap().contains(" 0 lost"));
}

#[test]
fn an_end_of_the_connection_ends_the_probe() {
    let (_server, mut stage) = probe("/echo", 100_000);
    stage.wait_until("an echo", |stage| stage.received() > 3);
    stage.command(Command::Disconnect);
    stage.wait_for_rows(1, &["Latency test: "]);
    stage.wait_for_button("Connect");
    stage.press("Tab Latency test");
    stage.wait_until("the button", |stage| stage.is_disabled("Start test"));
    stage.press("Close page");
    assert!(stage.button("Start test").is_none());
}

#[test]
fn a_probe_is_stopped_and_begun_again() {
    let (_server, mut stage) = probe("/echo", 100_000);
    stage.wait_until("an echo", |stage| stage.received() > 3);
    stage.press("Stop test");
    stage.look_at_messages();
    stage.wait_for_rows(1, &["Latency test: ", " 0 lost"]);
    stage.command(Command::Clear);
    stage.press("Tab Latency test");
    stage.press("Start test");
    stage.press("Stop test");
    stage.look_at_messages();
    stage.wait_for_rows(1, &["Latency test: ", " 0 lost"]);
}
