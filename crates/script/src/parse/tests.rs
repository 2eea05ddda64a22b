mod every_line;

use proptest::prelude::*;

use self::every_line::ALL;
use crate::{NoFiles, Position, Script, ScriptError, Step, Variables};

fn errors(text: &str) -> Vec<ScriptError> {
    Script::parse(text).err().unwrap_or_default()
}

/// The first error, with its place.
#[track_caller]
fn check(text: &str, expected: &str) {
    let errors = errors(text);
    let first = errors.first().map(ToString::to_string);
    assert_eq!(first.as_deref(), Some(expected), "{text}\n{errors:#?}");
}

#[test]
fn every_mistake_is_told_with_its_place() {
    check("", "1:1: there is no step in the script");
    check(
        "# only a comment\n\n",
        "1:1: there is no step in the script",
    );
    check(
        "conect ws://h",
        "1:1: expected a step: connect, send, expect, ignore, close, wait, set, repeat or skip; found “conect”; did you mean “connect”?",
    );
    check(
        "connect",
        "1:8: expected an address, such as ws://localhost:4000; the line ends here",
    );
    check(
        "connect http://h",
        "1:9: the address cannot be used: a WebSocket address begins with ws:// or wss://, not http://",
    );
    check(
        "connect 1 to ws://h",
        "1:9: expected a name of letters, digits, _, - and .; found “1”",
    );
    check(
        "connect ws://h\n  headr A: b",
        "2:3: expected how to connect: header, subprotocol, timeout, no or expect; found “headr”; did you mean “header”?",
    );
    check(
        "connect ws://h\n  header A",
        "2:10: the header cannot be used: a header consists of a name, a colon and a value",
    );
    check(
        "connect ws://h\n  timeout 5",
        "2:11: expected a time from 0ms to 1h, such as 500ms or 2s; found “5”",
    );
    check(
        "connect ws://h\n  timeout 5s now",
        "2:14: “now” does not belong here",
    );
    check(
        "connect ws://h\n  expect failure refusd",
        &format!(
            "2:18: expected a cause: {}; found “refusd”; did you mean “refused”?",
            crate::error::listed(crate::CauseName::ALL)
        ),
    );
    let c = "connect ws://h\n";
    let after = |line: &str, expected: &str| check(&format!("{c}{line}"), expected);
    after(
        "send txet a",
        "2:6: expected what to send: text, json, binary, file, ping or frame; found “txet”; did you mean “text”?",
    );
    after(
        "send text",
        "2:10: expected a text, or one on the lines below; the line ends here",
    );
    after(
        "send text \"a",
        "2:11: the text cannot be used: the quote at its beginning has no other at its end",
    );
    after(
        "send text \"a\"b",
        "2:14: expected a blank after the quote; found “b”",
    );
    after("send text \"a\" b", "2:15: “b” does not belong here");
    after(
        "send text \"\\x\"",
        r#"2:12: expected one of \" \\ \/ \{ \n \r \t \u0041 \u{1f600}; found “\x”"#,
    );
    after(
        "send text {{a",
        "2:11: expected the name of a variable and }}, such as {{id}} or {{env.HOME}}; the line ends here",
    );
    after(
        "send text {{1}}",
        "2:11: expected the name of a variable and }}, such as {{id}} or {{env.HOME}}; found “{{1}}”",
    );
    after(
        "send json {\"a\":}",
        "2:16: the JSON cannot be used: expected value",
    );
    after(
        "send json\n  {\n   \"a\": trx\n  }",
        "4:11: the JSON cannot be used: expected ident",
    );
    after(
        "send binary hex 0g",
        "2:18: the payload cannot be used: “g” is no hexadecimal digit",
    );
    after(
        "send binary base64 A",
        "2:20: the payload cannot be used: the Base64 ends within a byte",
    );
    after(
        "send frame opcod=1",
        "2:12: expected a field of a frame: fin, rsv1, rsv2, rsv3, opcode, mask, length, form or payload; found “opcod”; did you mean “opcode”?",
    );
    after(
        "send frame fin=1",
        "2:12: expected fin= and true or false; found “fin=1”",
    );
    after(
        "expect txt",
        "2:8: expected what to expect: text, json, binary, message, any, close, lost, silence, ping or pong; found “txt”; did you mean “text”?",
    );
    after(
        "expect text hello",
        "2:13: expected a text between quotes, one on the lines below: contains, matches or size; found “hello”",
    );
    after(
        "expect text \"a\" wihtin 2s",
        "2:17: expected the end of the line: within, eventually or as; found “wihtin”; did you mean “within”?",
    );
    after(
        "expect text \"a\" within 2",
        "2:24: expected a time from 0ms to 1h, such as 500ms or 2s; found “2”",
    );
    after(
        "expect text matches /(/",
        "2:21: the regular expression cannot be used: unclosed group",
    );
    after(
        "expect text matches /a",
        "2:21: the regular expression cannot be used: it has no / at its end",
    );
    after(
        "expect text matches /(a)/ as b, c",
        "2:22: the names cannot be used: there are 2 of them, and 1 groups in the regular expression",
    );
    after(
        "expect json\n  type is 1",
        "3:3: expected a JSONPath that begins with $, or: capture $.path as name; found “type”",
    );
    after(
        "expect json\n  $.a si 1",
        "3:7: expected what is to hold: is, contains, matches, exists, missing, count, <, <=, >, >= or as; found “si”; did you mean “is”?",
    );
    after(
        "expect json\n  $.a is",
        "3:9: expected a value in JSON, such as \"a\", 1 or true; the line ends here",
    );
    after(
        "expect binary size 3..2",
        "2:20: expected a size in bytes or a range, such as 1024, 4KiB, 1..2048 or 100..; found “3..2”",
    );
    after(
        "expect close 99",
        "2:14: expected a close code, such as 1000; found “99”",
    );
    after(
        "expect silence",
        "2:15: expected a time from 0ms to 1h, such as 500ms or 2s; the line ends here",
    );
    after(
        "expect silence 1s within 2s",
        "2:19: “within or eventually” does not belong here",
    );
    after(
        "close 1006",
        "2:7: the close frame cannot be used: close code 1006 must not be sent: it is reserved for connections that end without it",
    );
    after(
        "wait 2h",
        "2:6: expected a time from 0ms to 1h, such as 500ms or 2s; found “2h”",
    );
    after(
        "set 1 = 2",
        "2:5: expected a name of letters, digits, _, - and .; found “1”",
    );
    after(
        "set a 2",
        "2:7: expected = and a value, as in: set room = lobby; found “2”",
    );
    after(
        "skip unless token",
        "2:13: expected a variable, as in: skip unless {{token}}; found “token”",
    );
    after(
        "skip if {{a b}}",
        "2:9: expected a variable, as in: skip unless {{token}}; found “{{a”",
    );
    after(
        "repeat 0",
        "2:8: expected how often, from 1 to 1000000, as in: repeat 10 times; found “0”",
    );
    after(
        "repeat 2",
        "2:9: expected steps on the lines below, indented; the line ends here",
    );
    after(
        "repeat 2000\n  repeat 2000\n    wait 1ms",
        "3:1: a step is carried out at most 1000000 times",
    );
    after(
        "wait 1ms\n  wait 1ms",
        "3:3: the line is indented, but nothing belongs to the line above it",
    );
    after(
        "repeat 2\n    wait 1ms\n  wait 1ms",
        "4:3: the indentation is that of no line above; use blanks or tabs, not both",
    );
    after(
        "ada: send text a",
        "2:1: no line before this one connects ada",
    );
    after(
        "ada: wait 1s",
        "2:6: expected after the name of a connection: send, expect, ignore or close; found “wait”",
    );
    check("send text a", "1:1: no line before this one connects");
    check(
        "connect ada to ws://h\nsend text a",
        "2:1: the connections have names: begin the line with ada:",
    );
    check(
        "connect ada to ws://h\nada: close\naba: close",
        "3:1: no line before this one connects aba; did you mean “ada”?",
    );
}

#[test]
fn all_mistakes_are_told_and_those_of_limits() {
    let told = errors("connect ws://h\nsend x\nwait 1s\nexpect y\n");
    let lines: Vec<_> = told.iter().map(|error| error.at.line).collect();
    assert_eq!(lines, [2, 4]);
    let many = "x\n".repeat(100);
    let told = errors(&many);
    assert_eq!(told.len(), crate::limits::MAX_ERRORS + 1);
    assert!(told[20].to_string().contains("the 80 lines from here on"));
    assert_eq!(errors(&"x\n".repeat(20)).len(), 20);
    let deep: String = (0..30)
        .map(|depth| format!("{}repeat 1\n", " ".repeat(depth)))
        .collect();
    assert!(errors(&deep)[0].to_string().contains("at most 8 deep"));
    let unordered = |count: usize, pattern: &str| {
        let lines = format!("\n  {pattern}").repeat(count);
        format!("connect ws://h\nexpect any order{lines}")
    };
    let most = crate::limits::MAX_UNORDERED;
    assert_eq!(errors(&unordered(most, "json")), []);
    assert_eq!(errors(&unordered(2 * most, "text \"a\"")), []);
    check(
        &unordered(most + 1, "json"),
        "2:17: at most 1000 messages can be expected in any order, not counting texts without variables",
    );
    let large = "#".repeat(crate::limits::MAX_SCRIPT_BYTES + 1);
    assert!(errors(&large)[0].to_string().contains("bytes"));
    let broken = Script::parse_bytes(b"wait 1s\n\xe4\xb8\xad \xff").unwrap_err();
    assert_eq!(broken[0].at, Position { line: 2, column: 3 });
}

#[test]
fn an_error_is_shown_in_its_line() {
    let error = &errors("connect ws://h\n\tsend  中文 x")[0];
    assert_eq!(error.excerpt(), "2 | \tsend  中文 x\n  | \t^");
    let long = format!("connect ws://h\nsend text \"{}\\x\"", "a".repeat(1000));
    assert!(errors(&long)[0].excerpt().len() < 400);
}

#[test]
fn a_variable_that_is_not_set_is_known_before_anything_is_sent() {
    #[track_caller]
    fn check(text: &str, expected: &[(u32, u32)]) {
        let script = Script::parse(text).unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut variables = Variables::default();
        variables.set("host", "h");
        let told = script.check(&variables, &NoFiles).err().unwrap_or_default();
        let places: Vec<_> = told
            .iter()
            .map(|error| (error.at.line, error.at.column))
            .collect();
        assert_eq!(places, expected, "{told:?}");
    }
    check("connect ws://{{host}}", &[]);
    check("connect ws://{{ host }}/{{a}}", &[(1, 25)]);
    check("set a = 1\nconnect ws://{{a}}", &[]);
    check(
        "connect ws://h\nexpect text as a\nsend text {{a}} {{b}}",
        &[(3, 17)],
    );
    check(
        "connect ws://h\nsend text {{a}}\nexpect text as a",
        &[(2, 11)],
    );
    check(
        "connect ws://h\nexpect json\n  capture $.x as a\n  $.y is {{a}}",
        &[(4, 10)],
    );
    // What one of them sets, another one cannot need, however they stand; but what follows them can.
    check(
        "connect ws://h\nexpect any order\n  json\n    capture $.id as id\n  text \"{{id}}\"\nsend text {{id}}",
        &[(5, 9)],
    );
    check(
        "connect ws://h\nset id = 1\nexpect any order\n  text as id\n  text \"{{id}}\"",
        &[],
    );
    check(
        "connect ws://h\nsend text {{round}}\nrepeat 2\n  send text {{round}}",
        &[(2, 11)],
    );
    check(
        "connect ws://h\nsend text {{env.PATH}} {{env.NO_SUCH_ONE}}",
        &[(2, 24)],
    );
    check("connect ws://h\nsend text\n  a\n  b {{c}}", &[(4, 5)]);
    check("connect ws://h\nsend text \"\\t\\u{41}{{c}}\"", &[(2, 20)]);
    check("connect ws://h\nsend file x", &[(2, 11)]);
    check("connect ws://h\nexpect json schema x", &[(2, 20)]);
    check("connect ws://h\nsend text \\{{a}} and \"{{host}}\"", &[]);
}

#[test]
fn a_variable_that_messages_in_any_order_set_is_told_as_such() {
    let text = "connect ws://h\nexpect any order\n  text \"{{id}}\"\n  text as id";
    let errors = parsed(text).check(&Variables::default(), &NoFiles);
    let told = errors.unwrap_err()[0].to_string();
    assert!(told.contains("3:9"), "{told}");
    assert!(
        told.contains("the variable id is set by a message of this block"),
        "{told}"
    );
}

/// A script without the places at which its texts stand.
fn without_places(script: &Script) -> String {
    let places = regex::Regex::new(r"(line|column): \d+").unwrap();
    places
        .replace_all(&format!("{:?}", script.steps), "")
        .into_owned()
}

fn parsed(text: &str) -> Script {
    Script::parse(text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"))
}

#[test]
fn what_is_written_is_read_as_the_same() {
    let script = parsed(ALL);
    let written = script.to_string();
    let again = parsed(&written);
    assert_eq!(again.to_string(), written);
    assert_eq!(without_places(&again), without_places(&script), "{written}");
}

/// Pieces that scripts consist of, so that what is made up is nearly one.
fn piece() -> impl Strategy<Value = String> {
    let words: Vec<String> = ALL
        .split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    prop_oneof![
        8 => proptest::sample::select(words),
        2 => Just("\n".to_owned()),
        2 => Just("\n  ".to_owned()),
        1 => "[\"{}/\\\\$\\[\\]()|*+?:#\t]{1,6}",
        1 => "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_read_without_a_panic(text in "(?s).{0,200}") {
        check_any(&text);
    }

    #[test]
    fn what_is_nearly_a_script_is_read_without_a_panic(pieces in proptest::collection::vec(piece(), 0..40)) {
        check_any(&pieces.join(" "));
    }

    #[test]
    fn lines_of_a_script_are_read_in_any_order(
        lines in proptest::collection::vec(proptest::sample::select(ALL.lines().collect::<Vec<_>>()), 1..20),
        cut in 0_usize..200,
    ) {
        let text = format!("connect ws://h\nconnect ada to ws://h\n{}", lines.join("\n"));
        check_any(&text);
        let end = text.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(text.len());
        check_any(&text[..end]);
    }

    #[test]
    fn any_text_is_sent_as_it_is(text in "(?s).{0,60}") {
        let step = |text: &str| Step {
            line: 0,
            connection: None,
            action: crate::Action::Send(crate::Send::Text(crate::Template::text(text))),
        };
        let script = Script::of_steps(vec![step(&text)]);
        let written = format!("connect ws://h\n{script}");
        let script = parsed(&written);
        let crate::Action::Send(crate::Send::Text(read)) = &script.steps[1].action else {
            panic!("{script:?}");
        };
        prop_assert_eq!(read.constant(), Some(&*text));
    }
}

/// Errors of any text lie within it; a script that was read is the same after it was written and read again.
fn check_any(text: &str) {
    match Script::parse(text) {
        Ok(script) => {
            let written = script.to_string();
            let again = Script::parse(&written)
                .unwrap_or_else(|errors| panic!("{errors:#?}\n{text}\n---\n{written}"));
            assert_eq!(again.to_string(), written, "{text}");
            script.check(&Variables::default(), &NoFiles).err();
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            for error in errors {
                assert!(error.at.line >= 1 && error.at.column >= 1, "{error}");
                error.excerpt();
            }
        }
    }
}
