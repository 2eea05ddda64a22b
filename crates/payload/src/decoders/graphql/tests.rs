use super::super::tests::{check, check_form, check_recognised, check_tree};
use super::*;
use crate::decoders::{FieldProblem, Words};
use crate::typed::Content;
use Sender::{Client, Server};

#[test]
fn messages_of_the_current_protocol_are_decoded() {
    let check =
        |sender, text, expected: &[&str]| check(&GraphqlTransportWs, sender, text, expected);
    check(
        Client,
        r#"{"type":"connection_init"}"#,
        &["Control connection_init: connection_init"],
    );
    check(
        Server,
        r#"{"type":"connection_ack","payload":{"a":1}}"#,
        &[r#"Control connection_ack: connection_ack {"a":1}"#],
    );
    check(Server, r#"{"type":"ping"}"#, &["Heartbeat ping: ping"]);
    check(Client, r#"{"type":"pong"}"#, &["Heartbeat pong: pong"]);
    check(
        Client,
        r#"{"id":"b","type":"subscribe","payload":{"query":"subscription Greetings($n: Int) {\n greetings }","variables":{"n":5}}}"#,
        &[r#"Call Greetings (Client b): subscription Greetings {"n":5}"#],
    );
    check(
        Client,
        r#"{"id":"c","type":"subscribe","payload":{"operationName":"B","query":"query A { a } query B { b }"}}"#,
        &["Call B (Client c): query B"],
    );
    check(
        Server,
        r#"{"id":"b","type":"next","payload":{"data":{"greetings":"Hi"}}}"#,
        &[r#"Result (Client b) partial: next {"data":{"greetings":"Hi"}}"#],
    );
    check(
        Server,
        r#"{"id":"b","type":"next","payload":{"errors":[{"message":"x"}],"data":null}}"#,
        &[r#"Error (Client b) partial: next {"errors":[{"message":"x"}],"data":null}"#],
    );
    check(
        Server,
        r#"{"id":"b","type":"error","payload":[{"message":"Cannot query field"}]}"#,
        &["Error (Client b): error Cannot query field"],
    );
    check(
        Server,
        r#"{"id":"b","type":"complete"}"#,
        &["Result (Client b): complete"],
    );
    check(
        Client,
        r#"{"id":"b","type":"complete"}"#,
        &["Control complete (Client b): complete"],
    );
    check(
        Client,
        r#"{"id":"b","type":"start"}"#,
        &[r#"fault: graphql-transport-ws has no message "start""#],
    );
    check(
        Client,
        r#"{"type":"hello"}"#,
        &[r#"fault: no message of GraphQL has this "type""#],
    );
    check(Client, r#"{"type":"subscribe"}"#, &[r#"fault: no "id""#]);
    check(Client, r#"{"id":"1"}"#, &[r#"fault: no "type""#]);
    check(Client, "[]", &["fault: not a JSON object"]);
}

#[test]
fn messages_of_the_older_protocol_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&GraphqlWs, sender, text, expected);
    check(
        Client,
        r#"{"id":1,"type":"start","payload":{"query":"{ hero { name } }"}}"#,
        &["Call hero (Client 1): query hero"],
    );
    check(
        Server,
        r#"{"id":"1","type":"data","payload":{"data":{"hero":null}}}"#,
        &[r#"Result (Client 1) partial: data {"data":{"hero":null}}"#],
    );
    check(
        Server,
        r#"{"id":"1","type":"error","payload":{"message":"bad"}}"#,
        &["Error (Client 1): error bad"],
    );
    check(
        Server,
        r#"{"type":"complete","id":"1"}"#,
        &["Result (Client 1): complete"],
    );
    check(
        Client,
        r#"{"type":"stop","id":"1"}"#,
        &["Control stop (Client 1): stop"],
    );
    check(Server, r#"{"type":"ka"}"#, &["Heartbeat ka: ka"]);
    check(
        Server,
        r#"{"type":"start_ack","id":"1"}"#,
        &["Acknowledgement start_ack (Client 1) partial: start_ack"],
    );
    check(
        Server,
        r#"{"type":"connection_error","payload":{"message":"no"}}"#,
        &[r#"Error connection_error: connection_error {"message":"no"}"#],
    );
    check(
        Client,
        r#"{"type":"connection_terminate"}"#,
        &["Control connection_terminate: connection_terminate"],
    );
    check(
        Client,
        r#"{"id":"1","type":"next"}"#,
        &[r#"fault: graphql-ws has no message "next""#],
    );
}

#[test]
fn a_tree_is_the_message() {
    let text = r#"{"id":"b", "type":"next","payload":{"data":1.50}}"#;
    check_tree(&GraphqlTransportWs, &[Payload::text(Server, text)], text);
}

#[test]
fn the_two_protocols_are_told_apart() {
    let check = |subprotocol, messages: &[(Sender, &str)], expected| {
        let messages = messages.iter();
        let first: Vec<Payload<'_>> = messages
            .map(|(sender, text)| Payload::text(*sender, text))
            .collect();
        let evidence = Evidence {
            subprotocol,
            path: "/graphql",
            first: &first,
        };
        check_recognised(&evidence, expected);
    };
    let current = |confidence, reason| Some(("graphql-transport-ws", confidence, reason));
    let legacy = |confidence, reason| Some(("graphql-ws", confidence, reason));
    use Confidence::{Certain, Guess};
    let init = (Client, r#"{"type":"connection_init"}"#);
    check(
        Some("graphql-transport-ws"),
        &[],
        current(Certain, Reason::Subprotocol),
    );
    check(
        Some("graphql-ws"),
        &[init],
        legacy(Certain, Reason::Subprotocol),
    );
    check(None, &[init], current(Guess, Reason::Messages));
    check(
        None,
        &[init, (Server, r#"{"type":"connection_ack"}"#)],
        current(Guess, Reason::Messages),
    );
    check(
        None,
        &[init, (Client, r#"{"type":"subscribe"}"#)],
        current(Certain, Reason::Messages),
    );
    check(
        None,
        &[init, (Server, r#"{"type":"ka"}"#)],
        legacy(Certain, Reason::Messages),
    );
    check(None, &[(Client, r#"{"type":"subscribe"}"#)], None);
    check(None, &[(Server, r#"{"type":"connection_init"}"#)], None);
}

#[test]
fn a_form_becomes_a_message() {
    let check = |protocol: &dyn Protocol, form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.to_owned())]);
        check_form(
            protocol,
            form,
            values,
            content.as_ref().map(|it| &it[..]).map_err(Clone::clone),
        );
    };
    let current: &dyn Protocol = &GraphqlTransportWs;
    check(
        current,
        "connection-init",
        &[],
        Ok(r#"{"type":"connection_init"}"#),
    );
    check(
        current,
        "connection-init",
        &[("payload", r#"{"token": "a"}"#)],
        Ok(r#"{"type":"connection_init","payload":{"token": "a"}}"#),
    );
    check(
        current,
        "subscribe",
        &[
            ("query", "{\n a }"),
            ("variables", r#"{"n":1.0}"#),
            ("operation", "A"),
        ],
        Ok(
            r#"{"type":"subscribe","id":"1","payload":{"operationName":"A","query":"{\n a }","variables":{"n":1.0}}}"#,
        ),
    );
    check(
        current,
        "complete",
        &[("id", "x")],
        Ok(r#"{"type":"complete","id":"x"}"#),
    );
    check(current, "ping", &[], Ok(r#"{"type":"ping"}"#));
    check(
        &GraphqlWs,
        "start",
        &[("query", "{a}")],
        Ok(r#"{"type":"start","id":"1","payload":{"query":"{a}"}}"#),
    );
    check(&GraphqlWs, "stop", &[], Ok(r#"{"type":"stop","id":"1"}"#));
    check(
        current,
        "subscribe",
        &[],
        Err(("query", FieldProblem::Missing)),
    );
    let wanted = Words {
        en: "an object",
        zh: "对象",
    };
    check(
        current,
        "subscribe",
        &[("query", "{a}"), ("variables", "[]")],
        Err(("variables", FieldProblem::NotType(wanted))),
    );
}

#[test]
fn a_ping_of_the_server_is_answered() {
    let check = |sender, text, expected: Option<&str>| {
        let mut heartbeats = GraphqlTransportWs.heartbeats().expect("heartbeats");
        let answer = heartbeats.observe(&Payload::text(sender, text));
        let expected = expected.map(|text| Content::Text(text.to_owned()));
        assert_eq!(answer, expected, "{text}");
    };
    check(
        Server,
        r#"{"type":"ping","payload":{"a":1}}"#,
        Some(r#"{"type":"pong"}"#),
    );
    check(Client, r#"{"type":"ping"}"#, None);
    check(Server, r#"{"type":"next","id":"1"}"#, None);
}
