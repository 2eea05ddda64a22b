//! Latency and integrity of a connection, measured.

use session::Plan;
use wscope::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

fn probe(path: &str, count: u32) -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&format!("{}{path}", server.url));
    stage.press("Probe…");
    stage.wait_for_text("The server must send back what it is sent");
    stage.harness.state_mut().tab_mut().probe_plan = Plan {
        rate: 1_000,
        size: 64,
        count,
    };
    stage.press("Start the probe");
    (server, stage)
}

#[test]
fn an_echo_brings_everything_back() {
    let (_server, mut stage) = probe("/echo", 200);
    let result =
        ["Probe: 200 sent, 200 came back, 0 lost, 0 duplicated, 0 out of order, 0 altered"];
    stage.wait_for_rows(1, &result);
    stage.wait_for_text("p99");
}

#[test]
fn what_is_lost_is_told() {
    let (_server, mut stage) = probe("/drop/10%/echo", 200);
    stage.wait_for_text("Sent 200");
    stage.wait_for_rows(1, &["Probe: 200 sent, "]);
    let row = stage
        .rows()
        .into_iter()
        .find(|row| row.contains("Probe: 200"));
    assert!(!row.unwrap().contains(" 0 lost"));
}

#[test]
fn an_end_of_the_connection_ends_the_probe() {
    let (_server, mut stage) = probe("/echo", 100_000);
    stage.wait_until("an echo", |stage| stage.received() > 3);
    stage.press("Disconnect");
    stage.wait_for_rows(1, &["Probe: "]);
    stage.wait_for_button("Connect");
    assert!(stage.is_disabled("Start the probe"));
    stage.press("Hide the probe");
    assert!(stage.button("Start the probe").is_none());
}

#[test]
fn a_probe_is_stopped_and_begun_again() {
    let (_server, mut stage) = probe("/echo", 100_000);
    stage.wait_until("an echo", |stage| stage.received() > 3);
    stage.press("Stop the probe");
    stage.wait_for_rows(1, &["Probe: ", " 0 lost"]);
    stage.command(Command::Clear);
    stage.press("Start the probe");
    stage.press("Stop the probe");
    stage.wait_for_rows(1, &["Probe: ", " 0 lost"]);
}
