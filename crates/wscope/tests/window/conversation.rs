//! What is said as a whole: methods, groups, and which rows the list shows by them.

use std::time::Duration;

use connection::Message;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use futures_util::{SinkExt as _, StreamExt as _};
use message_log::Seq;
use session::conversation::Method;
use tokio::io::AsyncWriteExt as _;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, protocol::Role as Side};
use wscope::features::inspector::{self, Page};
use wscope::features::messages;
use wscope::shell::command::Command;

use crate::servers::{RawServer, upgraded};
use crate::stage::Stage;

/// A server of JSON-RPC: it answers a call after as many milliseconds as its parameter says, `fail` with an error, and `lose`
/// never; before an answer to `talk` it sends a ping and so many notifications.
pub(crate) fn rpc_server() -> RawServer {
    RawServer::serving(|mut stream, request| async move {
        stream.write_all(&upgraded(&request, &[])).await.unwrap();
        let mut socket = WebSocketStream::from_raw_socket(stream, Side::Server, None).await;
        while let Some(Ok(message)) = socket.next().await {
            let Ok(text) = message.to_text() else {
                continue;
            };
            let Ok(call) = serde_json::from_str::<serde_json::Value>(text) else {
                continue;
            };
            let parameter = call["params"].as_u64().unwrap_or_default();
            let (method, id) = (call["method"].as_str().unwrap_or_default(), &call["id"]);
            let answer = match method {
                "lose" => continue,
                "fail" => {
                    format!(r#"{{"jsonrpc":"2.0","error":{{"code":1,"message":"no"}},"id":{id}}}"#)
                }
                "talk" => {
                    let ping = tungstenite::Message::Ping(Vec::new().into());
                    socket.send(ping).await.ok();
                    for number in 0..parameter {
                        let text =
                            format!(r#"{{"jsonrpc":"2.0","method":"news","params":{number}}}"#);
                        socket.send(tungstenite::Message::text(text)).await.ok();
                    }
                    format!(r#"{{"jsonrpc":"2.0","result":true,"id":{id}}}"#)
                }
                _ => {
                    tokio::time::sleep(Duration::from_millis(parameter)).await;
                    format!(r#"{{"jsonrpc":"2.0","result":{parameter},"id":{id}}}"#)
                }
            };
            if socket
                .send(tungstenite::Message::text(answer))
                .await
                .is_err()
            {
                return;
            }
        }
    })
}

/// Calls a method, and waits for what it answers, unless it never does.
pub(crate) fn call(stage: &mut Stage, id: u64, method: &str, parameter: u64) {
    let before = stage.received();
    let text = format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{parameter},"id":{id}}}"#);
    stage.send(Message::Text(text));
    let more = match method {
        "lose" => 0,
        "talk" => parameter + 2,
        _ => 1,
    };
    stage.wait_until("the answer", |stage| stage.received() == before + more);
}

/// Opens the page of the conversation.
pub(crate) fn open_page(stage: &mut Stage) {
    let show = inspector::Command::Show(Page::Conversation);
    stage.command(Command::Inspector(show));
    stage.harness.run_steps(30);
}

/// The rows of the page, by what they say.
fn items(stage: &Stage) -> Vec<String> {
    let items = stage.harness.query_all(by().role(Role::ListItem));
    items
        .filter_map(|item| item.accesskit_node().label())
        .collect()
}

/// The first word of each row of the page, once there are so many.
#[track_caller]
fn wait_for_items(stage: &mut Stage, count: usize) -> Vec<String> {
    stage.wait_until("rows of the page", |stage| items(stage).len() == count);
    let first = |item: &String| item.split(',').next().unwrap_or_default().to_owned();
    items(stage).iter().map(first).collect()
}

fn methods(stage: &Stage) -> Vec<Method> {
    stage.harness.state().tab().conversation.methods()
}

/// How long each answer to this method took, in microseconds, as the log has it; and the row of the slowest call.
fn measured(stage: &Stage, method: &str) -> (Vec<u64>, Seq) {
    stage.harness.state().with_log(|log| {
        let kept = log.kept();
        let all: Vec<(Seq, u64, serde_json::Value)> = (kept.start.get()..kept.end.get())
            .filter_map(|number| {
                let message = log.get(Seq::new(number))?;
                let json = serde_json::from_slice(message.payload).ok()?;
                Some((message.seq, message.at.as_micros(), json))
            })
            .collect();
        let calls = all.iter().filter(|(_, _, json)| json["method"] == method);
        let mut times: Vec<(u64, Seq)> = calls
            .filter_map(|(seq, at, json)| {
                let is_answer = |other: &&(Seq, u64, serde_json::Value)| {
                    other.2["method"].is_null() && other.2["id"] == json["id"]
                };
                let (_, answered, _) = all.iter().find(is_answer)?;
                Some((answered - at, *seq))
            })
            .collect();
        times.sort_unstable();
        let slowest = times.last().unwrap().1;
        (
            times.into_iter().map(|(micros, _)| micros).collect(),
            slowest,
        )
    })
}

#[test]
fn methods_tell_how_long_they_take_as_the_log_has_it() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    let mut id = 0;
    let mut next = || {
        id += 1;
        id
    };
    for delay in [1, 30, 2, 60, 5, 3, 1, 90, 4, 2] {
        call(&mut stage, next(), "wait", delay);
    }
    for _ in 0..3 {
        call(&mut stage, next(), "sum", 0);
    }
    call(&mut stage, next(), "fail", 0);
    call(&mut stage, next(), "fail", 0);
    call(&mut stage, next(), "lose", 0);
    open_page(&mut stage);
    stage.wait_for_text("JSON-RPC");
    assert_eq!(
        wait_for_items(&mut stage, 4),
        ["wait", "sum", "fail", "lose"]
    );

    let methods = methods(&stage);
    let told = |name: &str| methods.iter().find(|method| &*method.name == name).unwrap();
    for name in ["wait", "sum", "fail"] {
        let (times, slowest) = measured(&stage, name);
        let method = told(name);
        for (told, quantile) in [
            (method.p50_us, 0.50),
            (method.p95_us, 0.95),
            (method.p99_us, 0.99),
        ] {
            let place = (times.len() as f64 * quantile).ceil() as usize;
            let (told, truth) = (told.unwrap(), times[place - 1]);
            assert!(
                told.abs_diff(truth) <= 1000,
                "{name} {quantile}: {told} and {truth}"
            );
        }
        let truth = times.last().copied().unwrap();
        assert_eq!(method.slowest, Some((truth, slowest)), "{name}");
    }
    assert_eq!((told("fail").calls, told("fail").errors), (2, 2));
    assert_eq!((told("lose").open, told("lose").p50_us), (1, None));
    // It is in the table as it is known.
    let row = &items(&stage)[0];
    assert!(
        row.starts_with("wait, 10 calls, 0 errors, 0 without an answer, p50 "),
        "{row}"
    );

    // A click on the head of a column sorts.
    stage.press("Errors");
    assert_eq!(wait_for_items(&mut stage, 4)[0], "fail");
    stage.press("Method");
    assert_eq!(
        wait_for_items(&mut stage, 4),
        ["fail", "lose", "sum", "wait"]
    );
    stage.press("Method ↑");
    assert_eq!(
        wait_for_items(&mut stage, 4),
        ["wait", "sum", "lose", "fail"]
    );

    // The slowest leads to its call.
    let slowest = told("wait").slowest.unwrap();
    let link = wscope::kit::format::short_duration(slowest.0);
    stage
        .harness
        .get(by().role(Role::Link).label(&link))
        .click();
    stage.harness.run_steps(4);
    assert_eq!(
        stage.harness.state().tab().list.selected(),
        Some(slowest.1.get())
    );
    stage.wait_for_text("answered after");
}

#[test]
fn a_method_shows_its_calls_and_answers_alone() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    for id in 1..=3 {
        call(&mut stage, id, "sum", id);
    }
    call(&mut stage, 4, "fail", 0);
    call(&mut stage, 5, "talk", 2);
    open_page(&mut stage);
    assert_eq!(wait_for_items(&mut stage, 3), ["sum", "fail", "talk"]);
    stage.press("sum");
    stage.wait_until("six rows", |stage| stage.rows().len() == 6);
    stage.wait_for_rows(3, &["sent", "sum"]);
    stage.wait_for_rows(3, &["received", "result"]);
    stage.wait_for_text("Only calls of sum and their answers are shown");
    // What comes meanwhile is among them, or is not.
    call(&mut stage, 6, "sum", 9);
    call(&mut stage, 7, "fail", 0);
    stage.wait_for_rows(4, &["received", "result"]);
    assert_eq!(stage.rows().len(), 8);
    // With a text as well.
    let query = session::Query {
        text: "9".to_owned(),
        ..session::Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    stage.wait_until("two rows", |stage| stage.rows().len() == 2);
    stage.command(Command::LookFor(Box::default()));
    stage.wait_until("eight rows", |stage| stage.rows().len() == 8);
    // Another click shows all again.
    stage.press("sum");
    stage.wait_for_rows(2, &["sent", "fail"]);
    assert!(!stage.shows("Only calls of sum"));
}

/// Waits until the list has exactly these rows, each by a part of what it says.
#[track_caller]
fn wait_for_exactly(stage: &mut Stage, expected: &[&str]) {
    let is_so = |stage: &Stage| {
        let rows = stage.rows();
        let pairs = || rows.iter().zip(expected);
        rows.len() == expected.len() && pairs().all(|(row, part)| row.contains(part))
    };
    stage.wait_until(&format!("{expected:?}"), is_so);
}

#[test]
fn groups_are_shown_alone_or_left_out() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    call(&mut stage, 1, "talk", 2);
    call(&mut stage, 2, "sum", 7);
    open_page(&mut stage);
    stage.choose("Groups");
    stage.wait_until("the groups", |stage| items(stage).len() == 6);
    for (group, amount) in [
        ("event news", "2 messages · "),
        ("call talk", "1 message · "),
        ("result sum", "1 message · 35 B"),
        ("heartbeat WebSocket ping", "1 message · 0 B"),
    ] {
        let all = items(&stage);
        let row = all.iter().find(|row| row.starts_with(group)).unwrap();
        assert!(row.contains(amount), "{row}");
    }
    stage.press("Only event news");
    wait_for_exactly(&mut stage, &["news 0", "news 1"]);
    stage.wait_for_text("Only event news is shown");
    stage.press("Only result sum");
    wait_for_exactly(&mut stage, &["news 0", "news 1", "result 7"]);
    stage.wait_for_text("Only 2 groups are shown");
    // What is copied and saved is what is shown.
    let (selected, count) = stage.harness.state().tab().rows_to_save();
    let mut rows = 0;
    let end = selected.each(|_, _, _| {
        rows += 1;
        std::ops::ControlFlow::Continue(())
    });
    assert!(end.is_continue());
    assert_eq!((rows, count), (3, 3));
    // With a filter and a text as well.
    let query = session::Query {
        text: "1".to_owned(),
        ..session::Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    wait_for_exactly(&mut stage, &["news 1"]);
    stage.command(Command::LookFor(Box::default()));
    stage.press("Show all");
    stage.wait_for_rows(1, &["talk 2"]);
    assert!(!stage.shows("groups are shown"));

    let all = stage.rows().len();
    stage.press("Hide event news");
    stage.wait_until("fewer rows", |stage| stage.rows().len() == all - 2);
    stage.wait_for_text("event news is hidden");
    call(&mut stage, 3, "talk", 5);
    // The call, the ping, and the result.
    stage.wait_until("three more", |stage| stage.rows().len() == all - 2 + 3);
    assert_eq!(stage.count_rows(&["news"]), 0);
    // It is found again where it was.
    stage.press("Hide event news");
    stage.wait_for_rows(7, &["news"]);
}

#[test]
fn what_a_group_is_found_out_later_is_shown_rightly() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    stage.command(Command::Messages(messages::Command::FoldAlike(true)));
    open_page(&mut stage);
    call(&mut stage, 1, "sum", 1);
    call(&mut stage, 2, "sum", 2);
    stage.wait_for_rows(2, &["sent", "sum"]);
    stage.wait_for_rows(2, &["received", "result"]);
    stage.wait_until("a method", |stage| {
        items(stage)
            .first()
            .is_some_and(|row| row.starts_with("sum, 2 calls,"))
    });
    // The list is cleared, and what is said in it is counted anew.
    stage.command(Command::Clear);
    stage.wait_until("an empty table", |stage| items(stage).is_empty());
    call(&mut stage, 3, "sum", 1);
    stage.wait_until("a method", |stage| {
        items(stage)
            .first()
            .is_some_and(|row| row.starts_with("sum, 1 call,"))
    });
    stage.command(Command::Undo);
    stage.wait_until("all of it", |stage| {
        items(stage)
            .first()
            .is_some_and(|row| row.starts_with("sum, 3 calls,"))
    });
}

#[test]
fn heartbeats_are_one_row_that_can_be_unfolded() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    // ewebsock sends no pings.
    stage.command(Command::ReconnectWithDetails);
    stage.wait_for_button("点击请求");
    stage.command(Command::Clear);
    call(&mut stage, 1, "sum", 0);
    let ping = |stage: &mut Stage, pongs: usize| {
        stage.send(Message::Ping(vec![1]));
        stage.wait_for_rows(pongs, &["received", "pong"]);
        stage.harness.run_steps(5);
    };
    ping(&mut stage, 1);
    ping(&mut stage, 2);
    let all = stage.rows().len();
    stage.tick("Fold heartbeats");
    stage.wait_until("three rows", |stage| stage.rows().len() == 3);
    let folded = stage.rows().last().unwrap().clone();
    let start = format!("{} heartbeats, the first: ", all - 2);
    assert!(
        folded.starts_with(&start) && folded.contains("ping"),
        "{folded}"
    );
    // One more is counted, and no row is added.
    stage.send(Message::Ping(vec![3]));
    let more = 3 * (all - 2) / 2;
    stage.wait_for_rows(1, &[&format!("{more} heartbeats")]);
    assert_eq!(stage.rows().len(), 3);
    // Enter unfolds them, and folds them again.
    stage.select_row(&["heartbeats"]);
    stage.command(Command::FocusRows);
    stage.harness.run_steps(3);
    stage.harness.key_press(egui::Key::Enter);
    stage.wait_until("each heartbeat", |stage| stage.rows().len() == 2 + more);
    stage.harness.key_press(egui::Key::Enter);
    stage.wait_until("one row", |stage| stage.rows().len() == 3);
    // What is gone to is unfolded.
    let last = stage.numbers().end - 1;
    stage.command(Command::GoTo(last));
    stage.wait_until("each heartbeat", |stage| stage.rows().len() == 2 + more);
    // What is found is counted whether it is folded or not.
    let query = session::Query {
        text: "pong".to_owned(),
        ..session::Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    // Each pong, and what is told of it.
    let found = 2 * more as u64 / 3;
    stage.wait_until("the matches", |stage| {
        let tab = stage.harness.state().tab();
        let kept = tab.session.with_log(session::Log::kept);
        tab.view
            .progress(&kept, None)
            .is_some_and(|progress| progress.matches == found)
    });
    stage.command(Command::LookFor(Box::default()));
    stage.command(Command::Messages(messages::Command::FoldHeartbeats(false)));
    stage.wait_until("all rows", |stage| {
        stage.count_rows(&["heartbeats"]) == 0 && stage.rows().len() == 2 + more
    });
}

#[test]
fn messages_that_are_alike_are_one_row() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    call(&mut stage, 1, "talk", 12);
    stage.wait_for_rows(12, &["news"]);
    stage.command(Command::Messages(messages::Command::FoldAlike(true)));
    stage.wait_for_rows(1, &["12 similar messages, the first: ", "news 0"]);
    assert_eq!(stage.count_rows(&["news"]), 1);
    // A click on the mark shows them; the row itself is selected as any.
    let place = {
        let rows = stage.harness.query_all(by().role(Role::Row));
        let mut rows = rows.filter(|row| {
            let label = row.accesskit_node().label().unwrap_or_default();
            label.contains("12 similar")
        });
        rows.next().unwrap().rect()
    };
    let columns = messages::Columns::new(place.x_range(), messages::Widths::default(), false, 0);
    let data = columns.place(messages::Column::Data).unwrap();
    let mark = egui::pos2(data.min + 20.0, place.center().y);
    stage.harness.hover_at(mark);
    stage.harness.run_steps(2);
    stage.harness.drag_at(mark);
    stage.harness.run_steps(1);
    stage.harness.drop_at(mark);
    stage.harness.run_steps(2);
    stage.wait_for_rows(12, &["news"]);
    stage.command(Command::Messages(messages::Command::FoldAlike(false)));
    stage.wait_for_rows(0, &["similar"]);
}

#[test]
fn groups_of_many_messages_are_left_out_and_folded() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    for number in 0..200_000_u64 {
        let entry = message_log::Entry {
            direction: message_log::Direction::Received,
            kind: message_log::Kind::Text,
            at: message_log::Timestamp::from_micros(number),
        };
        let name = if number % 4 == 0 { "tick" } else { "trade" };
        let text = format!(r#"{{"type":"{name}","n":{number}}}"#);
        stage.session().append(entry, text.into_bytes().into()).ok();
    }
    open_page(&mut stage);
    stage.choose("Groups");
    stage.wait_until("all of them", |stage| {
        let all = items(stage);
        all.len() == 2 && all[0].contains("150\u{a0}000 messages") && all[1].contains("50\u{a0}000")
    });
    let shown = |stage: &Stage| {
        let tab = stage.harness.state().tab();
        let kept = tab.session.with_log(session::Log::kept);
        let (shown, _) = tab
            .view
            .with_rows(kept, |rows| (rows.len(), rows.is_empty()));
        shown
    };
    let all = shown(&stage);
    stage.press("Hide type: trade {type: string, n: number}");
    stage.wait_until("the rest", |stage| shown(stage) == all - 150_000);
    stage.press("Show all");
    stage.command(Command::Messages(messages::Command::FoldAlike(true)));
    // Each tick alone, and three trades after it as one.
    stage.wait_until("runs", |stage| shown(stage) == all - 100_000);
}
