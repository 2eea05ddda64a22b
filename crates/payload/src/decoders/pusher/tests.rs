use super::super::tests::{check, check_recognised, check_tree};
use super::*;
use Sender::{Client, Server};

#[test]
fn messages_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&Pusher, sender, text, expected);
    check(
        Server,
        r#"{"event":"pusher:connection_established","data":"{\"socket_id\":\"1.2\"}"}"#,
        &[
            r#"Control pusher:connection_established: pusher:connection_established "{\"socket_id\":\"1.2\"}""#,
        ],
    );
    check(
        Client,
        r#"{"event":"pusher:subscribe","data":{"channel":"chat"}}"#,
        &[r#"Call pusher:subscribe (Client chat): pusher:subscribe {"channel":"chat"}"#],
    );
    check(
        Server,
        r#"{"event":"pusher_internal:subscription_succeeded","channel":"chat","data":"{}"}"#,
        &[
            r#"Acknowledgement pusher_internal:subscription_succeeded (Client chat): pusher_internal:subscription_succeeded chat "{}""#,
        ],
    );
    check(
        Server,
        r#"{"event":"said","channel":"chat","data":1}"#,
        &["Event said: said chat 1"],
    );
    check(
        Server,
        r#"{"event":"pusher:ping"}"#,
        &["Heartbeat pusher:ping: pusher:ping"],
    );
    check(Client, "[]", &["fault: not a JSON object"]);
    check(Client, "{}", &[r#"fault: no "event""#]);
    check(
        Client,
        r#"{"event":"pusher:subscribe"}"#,
        &[r#"fault: no "channel" to subscribe to"#],
    );
}

#[test]
fn a_tree_has_what_lies_in_the_string() {
    check_tree(
        &Pusher,
        &[Payload::text(
            Server,
            r#"{"event":"e","data":"{\"n\": 1.0}"}"#,
        )],
        r#"{"event":"e","data":{"n": 1.0}}"#,
    );
}

#[test]
fn a_connection_is_recognised_by_its_path_or_by_how_it_opens() {
    let check = |path, text, expected: Option<(Confidence, Reason)>| {
        let first = [Payload::text(Server, text)];
        let evidence = Evidence {
            path,
            first: &first,
            subprotocol: None,
        };
        let expected = expected.map(|(confidence, reason)| ("pusher", confidence, reason));
        check_recognised(&evidence, expected);
    };
    let likely = Some((Confidence::Likely, Reason::Path));
    check("/app/key?protocol=7&client=js", "", likely);
    let opening = r#"{"event":"pusher:connection_established","data":"{}"}"#;
    check("/", opening, Some((Confidence::Certain, Reason::Messages)));
    check("/", r#"{"event":"hello"}"#, None);
    check("/app/key", "", None);
}
