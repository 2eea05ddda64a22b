//! Polling beside WebSocket: two clicks to the first plot, and whatever may go wrong on the way.

use wscope::features::polling::Method;
use wscope::features::polling::{Ending, Figures, RunState, Side, Stage as RunStage};

use crate::servers::{RawServer, Server};
use crate::stage::Stage;

/// A window before the comparison, which is about this server.
fn open(server: &Server) -> Stage {
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Polling vs. WebSocket");
    stage
}

/// Compares what comes fast, so that nobody has to wait.
fn compare(stage: &mut Stage) {
    let plan = &mut stage.harness.state_mut().polling_mut().plan;
    (plan.rate, plan.interval) = (50.0, 0.1);
    stage.press("Compare");
}

fn look<T>(stage: &Stage, look: impl FnOnce(&RunState) -> T) -> T {
    let comparison = stage.harness.state().polling();
    look(&comparison.state().expect("a run"))
}

fn last(stage: &Stage) -> [Figures; 2] {
    look(stage, |state| {
        let last = state.samples().last();
        last.map_or([Figures::default(); 2], |sample| sample.sides)
    })
}

fn wait_for_end(stage: &mut Stage) -> Ending {
    stage.wait_until("the end", |stage| {
        look(stage, |state| matches!(state.stage(), RunStage::Ended(_)))
    });
    let stage = look(stage, |state| state.stage().clone());
    let RunStage::Ended(ending) = stage else {
        unreachable!("it was over");
    };
    ending
}

#[test]
fn two_clicks_compare_both_ways() {
    let server = Server::start();
    let mut stage = open(&server);
    stage.wait_for_text("The server generates events.");
    compare(&mut stage);
    stage.wait_until("figures", |stage| {
        last(stage)
            .iter()
            .all(|side| side.median.is_some() && side.cost.events > 20)
    });
    stage.wait_for_text("WebSocket transferred");
    let [polling, push] = last(&stage);
    assert!(polling.cost.requests > 1 && polling.cost.token_checks == polling.cost.requests);
    assert_eq!(
        (push.cost.requests, push.cost.token_checks, push.cost.empty),
        (1, 1, 0)
    );
    assert_eq!((polling.missed, push.missed), (0, 0));
    assert_eq!(push.cost.payload(), push.cost.events * 16);
    // Each frame from the server has two bytes of header; the rest is the handshake.
    let frames = push.cost.events * 2;
    assert!(
        (frames + 80..frames + 1000).contains(&push.cost.sent.headers),
        "{push:?}"
    );
    assert!(polling.cost.headers() > polling.cost.requests * 100);
    for measure in ["Requests", "Token checks", "Events", "Latency", "Bytes"] {
        stage.choose(measure);
        stage.harness.run_steps(3);
    }
    stage.press("Stop");
    stage.wait_for_text("Stopped");
    stage.wait_for_button("Compare");
    let before = last(&stage);
    // The figures stay, also when the person comes back.
    stage.press("Close page");
    stage.press("Polling vs. WebSocket");
    stage.wait_for_text("WebSocket transferred");
    assert_eq!(last(&stage), before);
}

#[test]
fn long_polling_has_no_empty_answers() {
    let server = Server::start();
    let mut stage = open(&server);
    stage.harness.state_mut().polling_mut().plan.method = Method::LongPolling;
    compare(&mut stage);
    stage.wait_until("figures", |stage| last(stage)[0].cost.events > 10);
    stage.wait_for_text("long polling transferred");
    assert_eq!(last(&stage)[0].cost.empty, 0);
}

/// In ten seconds five hundred events happen, and the server keeps 256.
#[test]
fn who_polls_too_seldom_misses_events() {
    let server = Server::start();
    let mut stage = open(&server);
    let plan = &mut stage.harness.state_mut().polling_mut().plan;
    (plan.rate, plan.interval) = (50.0, 10.0);
    stage.press("Compare");
    stage.wait_until("the second poll", |stage| last(stage)[0].missed > 0);
    stage.wait_for_text("Polling missed");
    assert_eq!(last(&stage)[1].missed, 0);
}

#[test]
fn it_stops_with_the_view() {
    let server = Server::start();
    let mut stage = open(&server);
    compare(&mut stage);
    stage.wait_until("figures", |stage| last(stage)[1].cost.events > 0);
    stage.press("Close page");
    assert_eq!(wait_for_end(&mut stage), Ending::Stopped);
    stage.wait_for_button("点击请求");
}

#[test]
fn a_server_that_goes_away_ends_the_run_and_its_figures_stay() {
    let server = Server::start();
    let mut stage = open(&server);
    compare(&mut stage);
    stage.wait_until("figures", |stage| last(stage)[1].cost.events > 0);
    server.kill();
    assert!(matches!(wait_for_end(&mut stage), Ending::Gone(_)));
    stage.wait_for_text("The server does not respond.");
    stage.wait_for_text("failed");
    stage.wait_for_text("WebSocket transferred");
    assert!(last(&stage)[1].cost.events > 0);
    stage.wait_for_button("Compare");
}

#[test]
fn two_runs_at_once_do_not_mix() {
    let server = Server::start();
    let mut stages = [open(&server), open(&server)];
    stages.iter_mut().for_each(compare);
    for stage in &mut stages {
        stage.wait_until("figures", |stage| last(stage)[1].cost.events > 5);
        assert_eq!(last(stage)[1].cost.requests, 1);
    }
    let [one, two] = stages.each_ref().map(|stage| {
        look(stage, |state| {
            state.run().map(str::to_owned).expect("a name")
        })
    });
    assert_ne!(one, two);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let server = Server::start();
    let mut stage = open(&server);
    let check = |stage: &mut Stage, server: &str, token: &str, text: &str| {
        let comparison = stage.harness.state_mut().polling_mut();
        server.clone_into(&mut comparison.server);
        token.clone_into(&mut comparison.token);
        stage.press("Compare");
        stage.wait_for_text(text);
        stage.wait_for_button("Compare");
    };
    check(&mut stage, "http://localhost", "secret", "Server address");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    check(
        &mut stage,
        &nobody.to_string(),
        "secret",
        "The server does not respond.",
    );
    let page = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    let other = RawServer::answering(|_| page.to_vec());
    check(
        &mut stage,
        &other.url(),
        "secret",
        "provides no events (HTTP 200)",
    );
    check(
        &mut stage,
        &server.url,
        "open & sesame#",
        "rejected the token",
    );
    assert_eq!(last(&stage)[Side::Polling as usize].cost.events, 0);
}

#[test]
fn the_figures_are_saved_as_a_table() {
    let server = Server::start();
    let mut stage = open(&server);
    compare(&mut stage);
    stage.wait_for_text("WebSocket transferred");
    let folder = tempfile::tempdir().unwrap();
    stage.press("Save table…");
    stage.harness.run_steps(3);
    let path = folder.path().join("figures.csv");
    stage.type_path(&path);
    stage.harness.key_press(egui::Key::Enter);
    stage.harness.step();
    stage.wait_for_text("Saved to");
    let table = std::fs::read_to_string(path).unwrap();
    assert!(
        table.starts_with("time_us,happened,polling_connections,"),
        "{table}"
    );
    assert!(table.lines().count() >= 2, "{table}");
}

/// The zeros of both axes would lie over each other, and axes without a line look like a result.
#[test]
fn the_axes_have_one_zero_and_a_line_between_them() {
    let server = Server::start();
    let mut stage = open(&server);
    compare(&mut stage);
    stage.wait_until("figures", |stage| last(stage)[1].cost.events > 5);
    stage.harness.run_steps(3);
    let texts = |stage: &Stage| {
        let shapes = stage.harness.output().shapes.iter();
        let texts = shapes.filter_map(|shape| match &shape.shape {
            egui::Shape::Text(text) => {
                Some((text.galley.text().to_owned(), text.visual_bounding_rect()))
            }
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    let axes: Vec<_> = texts(&stage)
        .into_iter()
        .filter(|(text, _)| text == "0 B" || text.ends_with(" s"))
        .collect();
    assert!(axes.iter().any(|(text, _)| text == "0 B"), "{axes:?}");
    assert!(axes.iter().any(|(text, _)| text == "10 s"), "{axes:?}");
    assert!(!axes.iter().any(|(text, _)| text == "0 s"), "{axes:?}");
    stage.press("Stop");
    wait_for_end(&mut stage);
    // Nothing has arrived yet, so nothing has a latency.
    stage.harness.state_mut().polling_mut().plan.rate = 0.1;
    stage.press("Compare");
    stage.choose("Latency");
    stage.wait_for_text("No data yet");
}
