//! Heartbeats are answered, and rules followed, without a window.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use session::RecordedEvent;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use wscope::features::connection_settings::{self, Setting};
use wscope::features::inspector::{self, Page};
use wscope::shell::command::Command;

use crate::stage::Stage;

/// How often the server asks.
const PING: Duration = Duration::from_millis(100);
/// How long it waits for the answer: so long that a loaded machine answers.
const PATIENCE: Duration = Duration::from_secs(2);

/// A server that speaks Engine.IO 4, and gives up clients that do not answer its pings.
struct EngineIo {
    runtime: Option<Runtime>,
    url: String,
}

impl EngineIo {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!(
            "ws://{}/socket.io/?EIO=4&transport=websocket",
            listener.local_addr().unwrap()
        );
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
                    let open =
                        r#"0{"sid":"a","upgrades":[],"pingInterval":100,"pingTimeout":2000}"#;
                    socket.send(Message::text(open)).await.unwrap();
                    loop {
                        tokio::time::sleep(PING).await;
                        if socket.send(Message::text("2")).await.is_err() {
                            return;
                        }
                        let pong = async {
                            loop {
                                match socket.next().await {
                                    Some(Ok(Message::Text(text))) if text == "3" => return true,
                                    Some(Ok(_)) => {}
                                    Some(Err(_)) | None => return false,
                                }
                            }
                        };
                        if tokio::time::timeout(PATIENCE, pong).await != Ok(true) {
                            socket.close(None).await.ok();
                            return;
                        }
                    }
                });
            }
        });
        Self {
            runtime: Some(runtime),
            url,
        }
    }
}

impl Drop for EngineIo {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

fn set(stage: &mut Stage, setting: Setting) {
    let set = connection_settings::Command::Set(setting);
    stage.command(Command::ConnectionSettings(set));
}

#[test]
fn a_connection_that_was_dropped_is_offered_answers_and_then_lives() {
    let server = EngineIo::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.wait_for_button("Answer heartbeats and reconnect");
    let closed = stage.session().ending().unwrap().event;
    assert!(matches!(
        closed,
        RecordedEvent::ClosedByPeer { .. } | RecordedEvent::Lost { .. }
    ));
    stage.press("Answer heartbeats and reconnect");
    let before = stage.sent();
    stage.wait_until("answers", |stage| stage.sent() >= before + 5);
    assert!(stage.session().phase().is_open());
    assert_eq!(stage.session().ending(), None);
    // The page says so, and can end it.
    let show = inspector::Command::Show(Page::Connection);
    stage.command(Command::Inspector(show));
    stage.harness.run_steps(30);
    stage.tick("Answer heartbeats");
    stage.harness.run_steps(3);
    assert!(!stage.harness.state().tab().form.answers_heartbeats);
    stage.wait_for_button("Answer heartbeats and reconnect");
}

#[test]
fn heartbeats_are_answered_while_no_frame_is_painted() {
    let server = EngineIo::start();
    let mut stage = Stage::connected_to(&server.url);
    set(&mut stage, Setting::AnswersHeartbeats(true));
    stage.harness.run_steps(3);
    // As while the window is minimized: longer than the server waits.
    std::thread::sleep(PATIENCE + 10 * PING);
    assert!(stage.session().phase().is_open());
    assert!(stage.sent() >= 10, "{}", stage.sent());
}

#[test]
fn nothing_is_answered_unasked_and_nothing_is_offered_where_nothing_was_owed() {
    let server = crate::servers::Server::start();
    let mut stage = Stage::open(&format!("{}/close/1011", server.url));
    stage.wait_for_rows(1, &["closed the connection"]);
    stage.harness.run_steps(30);
    assert!(stage.button("Answer heartbeats and reconnect").is_none());
    let server = EngineIo::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.wait_for_rows(1, &["received", "ping"]);
    assert_eq!(stage.sent(), 0);
}
