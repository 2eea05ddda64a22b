use super::super::tests::{check, check_form, check_recognised, check_tree, check_units};
use super::*;
use crate::decoders::FieldProblem;
use crate::decoders::encodings::message_pack::from_json;
use crate::typed::Content;
use Sender::{Client, Server};

const HELLO: &str = r#"[1,"somerealm",{"roles":{"publisher":{},"subscriber":{}}}]"#;

/// The examples of the specification.
#[test]
fn messages_are_decoded() {
    let batch = "[35,3]\u{1e}".repeat(1001);
    let check = |sender, text, expected: &[&str]| check(&Wamp, sender, text, expected);
    check(
        Client,
        HELLO,
        &["Call somerealm (Client HELLO): HELLO somerealm"],
    );
    check(
        Server,
        r#"[2,9129137332,{"roles":{"broker":{}}}]"#,
        &["Result WELCOME (Client HELLO): WELCOME session 9129137332"],
    );
    check(
        Server,
        r#"[3,{"message":"The realm does not exist."},"wamp.error.no_such_realm"]"#,
        &["Error wamp.error.no_such_realm (Client HELLO): ABORT wamp.error.no_such_realm"],
    );
    check(
        Server,
        r#"[4,"wampcra",{"challenge":"{}"}]"#,
        &[r#"Control CHALLENGE: CHALLENGE auth method "wampcra""#],
    );
    check(
        Client,
        r#"[6,{},"wamp.close.close_realm"]"#,
        &["Control wamp.close.close_realm: GOODBYE wamp.close.close_realm"],
    );
    check(
        Client,
        r#"[32,713845233,{},"com.myapp.mytopic1"]"#,
        &["Call com.myapp.mytopic1 (Client 713845233): SUBSCRIBE com.myapp.mytopic1"],
    );
    check(
        Server,
        "[33,713845233,5512315355]",
        &["Result (Client 713845233): SUBSCRIBED subscription 5512315355"],
    );
    check(
        Server,
        r#"[8,32,713845233,{},"wamp.error.not_authorized"]"#,
        &["Error (Client 713845233): ERROR wamp.error.not_authorized"],
    );
    check(
        Client,
        r#"[16,239714735,{},"com.myapp.mytopic1",["Hello, world!"]]"#,
        &[r#"Event com.myapp.mytopic1: PUBLISH com.myapp.mytopic1 ["Hello, world!"]"#],
    );
    check(
        Client,
        r#"[16,239714735,{"acknowledge":true},"com.myapp.mytopic1",[],{"color":"orange"}]"#,
        &[
            r#"Call com.myapp.mytopic1 (Client 239714735): PUBLISH com.myapp.mytopic1 [] {"color":"orange"}"#,
        ],
    );
    check(
        Server,
        "[17,239714735,4429313566]",
        &["Acknowledgement (Client 239714735): PUBLISHED"],
    );
    check(
        Server,
        r#"[36,5512315355,4429313566,{},["Hello, world!"]]"#,
        &[r#"Event EVENT: EVENT subscription 5512315355 ["Hello, world!"]"#],
    );
    check(
        Client,
        r#"[48,7814135,{},"com.myapp.user.new",["johnny"],{"firstname":"John"}]"#,
        &[
            r#"Call com.myapp.user.new (Client 7814135): CALL com.myapp.user.new ["johnny"] {"firstname":"John"}"#,
        ],
    );
    check(
        Server,
        r#"[50,7814135,{"progress":true},[1]]"#,
        &["Result (Client 7814135) partial: RESULT [1]"],
    );
    check(
        Server,
        "[50,7814135,{},[30]]",
        &["Result (Client 7814135): RESULT [30]"],
    );
    check(
        Server,
        "[68,6131533,9823526,{},[23,7]]",
        &["Call INVOCATION (Server 6131533): INVOCATION registration 9823526 [23,7]"],
    );
    check(
        Client,
        "[70,6131533,{},[30]]",
        &["Result (Server 6131533): YIELD [30]"],
    );
    // A batch (section 5.3.3).
    check(
        Client,
        "[33,1,2]\u{1e}[35,3]\u{1e}",
        &[
            "Result (Server 1): SUBSCRIBED subscription 2",
            "Result (Server 3): UNSUBSCRIBED",
        ],
    );
    check(
        Client,
        &batch,
        &["fault: more than 1000 messages in a batch"],
    );
    check(Client, "{}", &["fault: not a JSON array"]);
    check(Client, "[]", &["fault: an empty array"]);
    check(
        Client,
        "[7,1]",
        &["fault: no message type: 7 (section 3.5)"],
    );
    check(
        Client,
        "[32,1]",
        &["fault: 1 values, and SUBSCRIBE has 3 to 3"],
    );
    check(
        Client,
        r#"[32,"a",{},"t"]"#,
        &[r#"fault: the request of SUBSCRIBE is not a number: "a""#],
    );
}

#[test]
fn messages_in_binary_encodings_are_decoded() {
    let call = from_json(r#"[48,7814135,{},"com.myapp.add",[1,2]]"#).expect("JSON");
    let expected = "Call com.myapp.add (Client 7814135): CALL com.myapp.add [1,2]";
    check_units(&Wamp, &[Payload::binary(Client, &call)], &[expected]);
    check_tree(
        &Wamp,
        &[Payload::binary(Client, &call)],
        r#"{"message":"CALL","request":7814135,"options":{},"procedure":"com.myapp.add","arguments":[1,2]}"#,
    );
    let progress = from_json(r#"[50,1,{"progress":true},[1]]"#).expect("JSON");
    check_units(
        &Wamp,
        &[Payload::binary(Server, &progress)],
        &["Result (Client 1) partial: RESULT [1]"],
    );
    // In CBOR: [33, 1, 2].
    check_units(
        &Wamp,
        &[Payload::binary(Server, &[0x83, 0x18, 33, 1, 2])],
        &["Result (Client 1): SUBSCRIBED subscription 2"],
    );
    let length = (call.len() as u32).to_be_bytes();
    let batch = [&length[..], &call, &length, &call].concat();
    check_units(
        &Wamp,
        &[Payload::binary(Client, &batch)],
        &[expected, expected],
    );
    for (bytes, reason) in [
        (&[][..], "an empty message"),
        (&[0, 0], "a length is cut off (byte 0)"),
        (
            &[0, 0, 0, 9, 1],
            "neither an array nor the length of one (byte 0)",
        ),
        (&[0, 0, 0, 1, 1], "a message is not an array (byte 4)"),
        (
            &[0x93, 1],
            "3 items are announced, and 1 bytes are left (byte 1)",
        ),
    ] {
        check_units(
            &Wamp,
            &[Payload::binary(Client, bytes)],
            &[&format!("fault: {reason}")],
        );
    }
}

#[test]
fn values_have_their_names_in_the_tree() {
    let check = |text, expected| check_tree(&Wamp, &[Payload::text(Server, text)], expected);
    check(
        r#"[8,48,7814135,{},"com.myapp.error",["x"],{"a":1e0}]"#,
        r#"{"message":"ERROR","request type":"CALL","request":7814135,"details":{},"error":"com.myapp.error","arguments":["x"],"keyword arguments":{"a":1e0}}"#,
    );
    check(
        "[67,1]\u{1e}[35,2]\u{1e}",
        r#"[{"message":"UNREGISTERED","request":1},{"message":"UNSUBSCRIBED","request":2}]"#,
    );
}

#[test]
fn a_connection_is_recognised() {
    let check = |subprotocol, first: Payload<'_>, expected| {
        let first = [first];
        let evidence = Evidence {
            subprotocol,
            first: &first,
            ..Evidence::default()
        };
        check_recognised(&evidence, expected);
    };
    let certain = |reason| Some(("wamp", Confidence::Certain, reason));
    let nothing = Payload::text(Client, "");
    check(
        Some("wamp.2.msgpack"),
        nothing,
        certain(Reason::Subprotocol),
    );
    check(
        None,
        Payload::text(Client, HELLO),
        certain(Reason::Messages),
    );
    let packed = from_json(HELLO).expect("JSON");
    check(
        None,
        Payload::binary(Client, &packed),
        certain(Reason::Messages),
    );
    check(None, Payload::text(Client, r#"[1,"a",{}]"#), None);
    check(None, Payload::text(Server, HELLO), None);
}

#[test]
fn a_form_becomes_a_message() {
    let check = |form, values: &[_], expected: Result<Content, _>| {
        let content = expected.map(|content| [content]);
        let content = content.as_ref().map(|it| &it[..]).map_err(Clone::clone);
        check_form(&Wamp, form, values, content);
    };
    let text = |text: &str| Ok(Content::Text(text.to_owned()));
    check(
        "hello",
        &[],
        text(r#"[1,"realm1",{"roles":{"caller":{},"callee":{},"publisher":{},"subscriber":{}}}]"#),
    );
    check("subscribe", &[("topic", "a.b")], text(r#"[32,1,{},"a.b"]"#));
    check(
        "call",
        &[
            ("procedure", "a.b"),
            ("keyword_arguments", "{\"x\":1}"),
            ("request", "7"),
        ],
        text(r#"[48,7,{},"a.b",[],{"x":1}]"#),
    );
    check(
        "publish",
        &[
            ("topic", "t"),
            ("arguments", "[1]"),
            ("serialization", "msgpack"),
        ],
        Ok(Content::Binary(vec![
            0x95, 16, 1, 0x80, 0xa1, b't', 0x91, 1,
        ])),
    );
    let array = crate::decoders::Words {
        en: "an array",
        zh: "数组",
    };
    check(
        "publish",
        &[("topic", "t"), ("arguments", "{}")],
        Err(("arguments", FieldProblem::NotType(array))),
    );
    check("call", &[], Err(("procedure", FieldProblem::Missing)));
}
