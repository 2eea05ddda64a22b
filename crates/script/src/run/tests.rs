//! Scripts against a real server.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use connection::Options;
use echo_server::{CancellationToken, Config, Listener};
use tokio::runtime::Runtime;
use transport::Full;
use web_time::Instant;

use super::*;
use crate::{NoFiles, Script, Variables};

/// An echo server with all its scenarios, on a free port.
struct Server {
    _runtime: Runtime,
    host: String,
}

impl Server {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(Listener::bind("localhost:0")).unwrap();
        let host = listener.url().trim_start_matches("ws://").to_owned();
        runtime.spawn(echo_server::run(
            listener,
            Config::default(),
            CancellationToken::new(),
        ));
        Self {
            _runtime: runtime,
            host,
        }
    }
}

/// Carries out a script to its end.
fn run(server: &Server, text: &str) -> Outcome {
    run_with(server, text, Duration::ZERO, &mut |_| {})
}

/// The same, as a window does that looks every so often, and tells what it is told.
fn run_with(
    server: &Server,
    text: &str,
    frame: Duration,
    tell: &mut dyn FnMut(Told<'_>),
) -> Outcome {
    let script = Script::parse(text).unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut variables = Variables::default();
    variables.set("host", &*server.host);
    let main = thread::current();
    let setup = Setup {
        transport: Arc::new(Full),
        wake: Arc::new(move || main.unpark()),
        options: Options::default(),
        variables,
        files: Arc::new(NoFiles),
    };
    let mut runner = Runner::new(Arc::new(script), setup).unwrap();
    let outcome = loop {
        thread::sleep(frame);
        match runner.poll(Instant::now(), tell) {
            Turn::Ready => runner.begin(Instant::now(), tell),
            Turn::Wait(None) => thread::park(),
            Turn::Wait(Some(time)) => thread::park_timeout(time),
            Turn::Over => break runner.outcome().unwrap().clone(),
        }
    };
    runner.finish(Duration::from_secs(1));
    outcome
}

/// What stands before each of the scripts here.
const ECHO: &str = "connect ws://{{host}}/echo\n";

#[track_caller]
fn passes(server: &Server, text: &str) {
    match run(server, text) {
        Outcome::Passed => {}
        Outcome::Failed(failure) => panic!(
            "line {}: {}\n{failure:#?}\n{text}",
            failure.line,
            failure.fault.words(&|event| format!("{event:?}")),
        ),
        Outcome::Skipped(reason) => panic!("skipped: {reason}\n{text}"),
    }
}

#[track_caller]
fn fails(server: &Server, text: &str, line: u32, words: &str) -> Category {
    let Outcome::Failed(failure) = run(server, text) else {
        panic!("it passed:\n{text}");
    };
    let told = failure
        .fault
        .words(&|event| serde_json::to_string(event).unwrap_or_default());
    assert!(told.contains(words), "{told}\n{text}");
    assert_eq!(failure.line, line, "{told}\n{text}");
    failure.fault.category()
}

#[test]
fn what_is_skipped_is_not_carried_out() {
    let server = Server::start();
    let check = |text: &str, expected: Option<&str>| {
        let outcome = run(&server, &format!("{ECHO}{text}\nexpect text \"never\""));
        match expected {
            Some(reason) => assert_eq!(outcome, Outcome::Skipped(reason.to_owned()), "{text}"),
            None => assert!(matches!(outcome, Outcome::Failed(_)), "{outcome:?}"),
        }
    };
    check("skip", Some(""));
    check("skip \"a {{host}}\"", Some(&format!("a {}", server.host)));
    check("skip not yet\nsend text {{unknown}}", Some("not yet"));
    // What came and was not expected is no fault then.
    check("send text a\nwait 50ms\nskip", Some(""));
    check(
        "skip unless {{token}}\nsend text {{token}}",
        Some("unless {{token}}"),
    );
    check("skip unless {{token}} \"no token\"", Some("no token"));
    check("skip if {{host}}", Some("if {{host}}"));
    check("set a = 1\nskip if {{a}}", Some("if {{a}}"));
    check("set a = \"\"\nskip unless {{a}}", Some("unless {{a}}"));
    check("repeat 2\n  skip if {{host}}", Some("if {{host}}"));
    check("skip unless {{host}}\nclose", None);
    check("skip if {{token}}\nclose", None);
    check("set a = \"\"\nskip if {{a}}\nclose", None);
    // It may be set, so what follows is checked.
    let text = "set a = 1\nskip unless {{a}}\nset b = {{unknown}}";
    let script = Script::parse(text).unwrap();
    assert!(script.check(&Variables::default(), &NoFiles).is_err());
}

#[test]
fn what_is_expected_passes() {
    let server = Server::start();
    let check = |text: &str| passes(&server, &format!("{ECHO}{text}"));
    check("send text hello\nexpect text \"hello\"");
    check("send text\n  two\n    lines {{host}}\n\nexpect text\n  two\n    lines {{host}}\n");
    check("send text \"a\\tb\\u{1f600}\\{{x}}\"\nexpect text \"a\\tb\\u{1f600}\\{{x}}\"");
    check("send json {\"a\": 1, \"b\": [true]}\nexpect json {\"b\":[true],\"a\":1.0}");
    check("send json {\"a\": 1, \"b\": [1, 2, 3]}\nexpect json includes {\"b\":[1,3]}");
    check("send binary base64 AP8=\nexpect binary hex 00 ff");
    check("send binary text abc\nexpect binary size 1..3");
    check("send text abc\nexpect text size 3");
    check("send text abc\nexpect message as whole\nsend text {{whole}}!\nexpect text \"abc!\"");
    check(
        "send text room 42\nexpect text matches /^room (\\d+)$/ as room\nsend text {{room}}\nexpect text \"42\"",
    );
    check(
        "send text ROOM 42\nexpect text matches /^room/i as start\nsend text {{start}}\nexpect text \"ROOM\"",
    );
    check(
        "send text a.c\nexpect text as it\nsend text abc a.c\nexpect text matches /^abc {{it}}$/",
    );
    check("send ping text hi\nexpect pong text hi\nsend ping\nexpect pong");
    check("expect silence 50ms\nwait 10ms\nclose 1000 \"bye\"");
    check(
        "repeat 3 times\n  send text {{round}}\n  expect text \"{{round}}\"\nexpect silence 10ms",
    );
    check("send text a\nsend text b\nsend text c\nexpect text \"c\" eventually");
    check(
        "ignore text matches /^noise/\nsend text noise 1\nsend text b\nsend text noise 2\nexpect text \"b\"\nexpect silence 50ms",
    );
    check("send text a\nsend text b\nexpect any order\n  text \"b\"\n  text \"a\"");
    check(
        "set quote = he said \"x\"\nsend json {\"q\":\"{{quote}}\"}\nexpect json\n  capture $.q as q\nsend text {{q}}\nexpect text \"{{quote}}\"",
    );
    check(
        "send frame opcode=text fin=false payload text he\nsend frame opcode=continuation payload text llo\nexpect text \"hello\"",
    );
}

#[test]
fn what_json_is_to_have_passes() {
    let server = Server::start();
    let text = r#"
set name = A "da"
send json
  {
    "type": "joined",
    "members": ["me", "{{name}}"],
    "id": 17, "at": 1.5, "nested": {"a": [{"b": 1}, {"b": 2}]}
  }
expect json
  $.type is "joined"
  $.type is not "left"
  $.type contains "join"
  $.type matches /^j(.*)d$/ as middle
  $.members[*] contains "me"
  $.members contains "{{name}}"
  $.members[?@ == "{{name}}"] exists
  $.members[*] count 2
  $.missing missing
  $.id > 16
  $.id <= 17
  $.at < 1.6
  $.nested..b count 1..
  capture $.id as id
  capture $.nested as nested
send text {{id}} {{middle}}
expect text "17 oine"
send json {"n":{{nested}},"t":"{{nested}}"}
expect json {"n":{"a":[{"b":1},{"b":2}]},"t":"{\"a\":[{\"b\":1},{\"b\":2}]}"}
"#;
    passes(&server, &format!("{ECHO}{text}"));
}

#[test]
fn connections_have_names_and_responses() {
    let server = Server::start();
    passes(
        &server,
        "connect ada to ws://{{host}}/room/x\nconnect grace to ws://{{host}}/room/x\n\
         ada: send text hi\ngrace: expect text \"hi\"\nada: expect silence 50ms\n",
    );
    passes(
        &server,
        "connect ws://{{host}}/subprotocol/chat\n  subprotocol chat, other\n  expect subprotocol chat\n  \
         expect header upgrade: websocket\n",
    );
    passes(
        &server,
        "connect ws://{{host}}/whoami\n  header X-Name: {{host}}\n  expect subprotocol none\nexpect json\n  $ exists\n",
    );
    passes(
        &server,
        "connect ws://{{host}}/refuse/401\n  expect status 401\n  expect failure http-status\n",
    );
    passes(
        &server,
        "connect ws://{{host}}/wrong-accept\n  expect failure wrong-accept\n",
    );
    passes(
        &server,
        "connect ws://localhost:1\n  expect failure refused\n",
    );
    passes(
        &server,
        "connect ws://{{host}}/close/1011?reason=x\nexpect close 1011 \"x\"\n",
    );
    passes(
        &server,
        "connect ws://{{host}}/close/none\nexpect lost dropped\n",
    );
    passes(
        &server,
        "connect ws://{{host}}/bad-utf8\nexpect lost invalid-text\n",
    );
    passes(
        &server,
        "repeat 2\n  connect ws://{{host}}/close/1000\n  expect close 1000\n",
    );
}

#[test]
fn what_is_not_expected_fails() {
    let server = Server::start();
    let check = |text: &str, line: u32, words: &str| {
        let category = fails(&server, &format!("{ECHO}{text}"), line + 1, words);
        assert_eq!(category, Category::Expectation, "{text}");
    };
    check("send text a\nexpect text \"b\"", 2, "differs");
    check("send text a\nexpect binary", 2, "a text message came");
    check("send text a\nexpect json", 2, "not JSON");
    let deep = format!("send text {}\nexpect json", "[".repeat(1000));
    check(&deep, 2, "the message is nested deeper than 127 levels");
    check("send json {\"a\":1}\nexpect json {\"a\":2}", 2, "differs");
    check(
        "send json {\"a\":1}\nexpect json includes {\"b\":1}",
        2,
        "include",
    );
    check(
        "send json {\"a\":1}\nexpect json\n  $.a is 2",
        2,
        "$.a is not 2: it is 1",
    );
    check(
        "send json {\"a\":1}\nexpect json\n  capture $.b as b",
        2,
        "$.b is not one value: nothing is there",
    );
    check(
        "send json [1,2]\nexpect json\n  $[*] is 1",
        2,
        "there are 2 values: 1, 2",
    );
    check(
        "send text abc\nexpect text contains \"x\"",
        2,
        "does not contain",
    );
    check(
        "send text abc\nexpect text matches /x/",
        2,
        "/x/ does not match",
    );
    check(
        "send text abc\nexpect text size 4..",
        2,
        "expected a size of 4..",
    );
    check("expect text within 50ms", 1, "no message came within 50ms");
    check(
        "send text a\nexpect text \"b\" eventually within 500ms",
        2,
        "another one did",
    );
    check(
        "send text a\nwait 500ms",
        1,
        "a message came that nothing expected",
    );
    check(
        "send text a\nwait 500ms\nclose",
        3,
        "a message came that nothing expected",
    );
    check("send text a\nexpect silence 2s", 2, "none was expected");
    check(
        "send text a\nexpect any order\n  text \"a\"\n  text \"b\"\nexpect text",
        2,
        "no message",
    );
    // Which of them are missing, and which came.
    check(
        "send text a\nexpect any order within 500ms\n  text \"b\"\n  text \"a\"\n  json\n    $.id exists",
        2,
        "missing: text \"b\" (line 4), json (line 6); came: text \"a\" (line 5)",
    );
    check(
        "expect any order within 50ms\n  text \"b\"",
        1,
        "missing: text \"b\" (line 3); none of the others came",
    );
    check("expect close within 50ms", 1, "no close frame came");
    check(
        "connect x to ws://{{host}}/refuse/401\n  expect status 402",
        1,
        "402",
    );
    check(
        "connect x to ws://{{host}}/echo\n  expect status 402",
        1,
        "it is connected",
    );
    check(
        "connect x to ws://{{host}}/echo\n  expect header X-A: b",
        1,
        "it is not there",
    );
    check(
        "connect x to ws://{{host}}/close/1001\nx: expect close 1000",
        2,
        "1000",
    );
}

#[test]
fn every_failure_has_its_category() {
    let server = Server::start();
    let check = |text: &str, line, words, expected| {
        assert_eq!(fails(&server, text, line, words), expected, "{text}");
    };
    check(
        "connect ws://localhost:1",
        1,
        "refused",
        Category::NotConnected,
    );
    check(
        "connect ws://{{host}}/refuse/401",
        1,
        "401",
        Category::NotConnected,
    );
    check(
        "connect ws://{{host}}/close/none\nexpect text",
        2,
        "dropped",
        Category::Abnormal,
    );
    check(
        "connect ws://{{host}}/close/1011\nexpect text",
        2,
        "1011",
        Category::Abnormal,
    );
    check(
        "connect ws://{{host}}/close/none\nwait 500ms",
        1,
        "dropped",
        Category::Abnormal,
    );
    check(
        "connect ws://{{host}}/close/1000\nexpect text",
        2,
        "1000",
        Category::Expectation,
    );
    let echo = |text: &str| format!("{ECHO}{text}");
    check(
        &echo("connect ws://{{host}}/echo"),
        2,
        "open already",
        Category::Script,
    );
    check(&echo("close\nsend text a"), 3, "not open", Category::Script);
    let value = "send text x\nexpect text as x\nsend json {\"a\":{{x}}}";
    check(&echo(value), 4, "not JSON", Category::Script);
    let value = "send text x\nexpect text as x\nsend binary hex {{x}}";
    check(&echo(value), 4, "hexadecimal", Category::Script);
    let value = "send text x y\nexpect text as x\nconnect b to ws://{{x}}";
    check(&echo(value), 4, "address", Category::Script);
}

/// What is told is how long it waited for what was recorded, not when that was looked at.
#[test]
fn a_step_takes_as_long_as_what_it_waits_for() {
    const FRAME: Duration = Duration::from_millis(300);
    let server = Server::start();
    let text = "connect ws://{{host}}/echo\nsend text \"a\"\nexpect text \"a\"\nwait 50ms\nexpect silence 60ms\nclose\nconnect b to ws://{{host}}/close/1000\nb: expect close 1000";
    let mut took = Vec::new();
    let outcome = run_with(&server, text, FRAME, &mut |told| {
        if let Told::Passed(line, time) = told {
            took.push((line, time));
        }
    });
    assert_eq!(outcome, Outcome::Passed);
    let check = |line: u32, least: u64, most: u64| {
        let (_, time) = took.iter().find(|(other, _)| *other == line).unwrap();
        let millis = time.as_millis();
        assert!(
            (u128::from(least)..=u128::from(most)).contains(&millis),
            "{line}: {time:?}"
        );
    };
    // How long the others take is up to the machine.
    for waiting in [1, 3, 7, 8] {
        check(waiting, 0, u64::MAX);
    }
    check(2, 0, 0);
    check(4, 50, 50);
    check(5, 60, 60);
    check(6, 0, 0);
}
