use std::time::Duration;

use super::super::tests::{check_form, check_joined, check_recognised, check_tree, check_units};
use super::*;
use crate::decoders::{FieldProblem, Joined};
use crate::typed::Content;
use Sender::{Client, Server};

const CONNECT_3: &[u8] = b"\x10\x14\0\x04MQTT\x04\xc2\0\x3c\0\x01a\0\x01u\0\x02pw";
const CONNECT_5: &[u8] =
    b"\x10\x1e\0\x04MQTT\x05\x06\0\x3c\x05\x11\0\0\0\x0a\0\x01a\x00\0\x01w\0\x05{\"a\":";

/// The example of the payload of a SUBSCRIBE in version 3.1.1, section 3.8.3, and its answer in 3.9.3.
const SUBSCRIBE_3: &[u8] = b"\x82\x0e\0\x0a\0\x03a/b\x01\0\x03c/d\x02";
const SUBACK_3: &[u8] = b"\x90\x05\0\x0a\0\x02\x80";

fn check(mqtt: Mqtt, sender: Sender, bytes: &[u8], expected: &[&str]) {
    check_units(&mqtt, &[Payload::binary(sender, bytes)], expected);
}

#[test]
fn packets_of_version_3_are_decoded() {
    let check = |sender, bytes: &[u8], expected: &[&str]| {
        check(Mqtt::Three, sender, bytes, expected);
    };
    check(
        Client,
        CONNECT_3,
        &[r#"Call CONNECT (Client CONNECT): CONNECT "a", user u, keep alive 60 s"#],
    );
    check(
        Server,
        b"\x20\x02\x01\0",
        &["Result CONNACK (Client CONNECT): CONNACK Connection Accepted"],
    );
    check(
        Server,
        b"\x20\x02\0\x05",
        &["Error CONNACK (Client CONNECT): CONNACK not authorized"],
    );
    check(
        Client,
        SUBSCRIBE_3,
        &["Call SUBSCRIBE (Client 10): SUBSCRIBE #10 a/b QoS 1, c/d QoS 2"],
    );
    check(
        Server,
        SUBACK_3,
        &["Error SUBACK (Client 10): SUBACK #10 Granted QoS 0, Granted QoS 2, Failure"],
    );
    check(
        Client,
        b"\xa2\x07\0\x0b\0\x03a/b",
        &["Call UNSUBSCRIBE (Client 11): UNSUBSCRIBE #11 a/b"],
    );
    check(
        Server,
        b"\xb0\x02\0\x0b",
        &["Result UNSUBACK (Client 11): UNSUBACK #11"],
    );
    check(
        Server,
        b"\x31\x09\0\x03a/b21.5",
        &[r#"Event a/b: a/b retained "21.5""#],
    );
    check(
        Client,
        b"\x3c\x0e\0\x03a/b\0\x01{\"a\":1}",
        &[r#"Call a/b (Client 1): a/b #1 QoS 2 duplicate {"a":1}"#],
    );
    check(
        Server,
        b"\x40\x02\0\x01",
        &["Acknowledgement PUBACK (Client 1): PUBACK #1"],
    );
    // The four steps of the highest quality of service in one message.
    check(
        Server,
        b"\x50\x02\0\x01\x62\x02\0\x01\x70\x02\0\x01",
        &[
            "Acknowledgement PUBREC (Client 1) partial: PUBREC #1",
            "Control PUBREL: PUBREL #1",
            "Acknowledgement PUBCOMP (Client 1): PUBCOMP #1",
        ],
    );
    check(Client, b"\xc0\0", &["Heartbeat PINGREQ: PINGREQ"]);
    check(Server, b"\xd0\0", &["Heartbeat PINGRESP: PINGRESP"]);
    check(Client, b"\xe0\0", &["Control DISCONNECT: DISCONNECT"]);
    check(Client, b"", &[]);
    check(
        Client,
        &SUBSCRIBE_3[..6],
        &["Control SUBSCRIBE: SUBSCRIBE, 4 of 14 B"],
    );
    check(Client, b"\x30\xff", &["Control PUBLISH: PUBLISH, cut off"]);
}

#[test]
fn packets_of_version_5_are_decoded() {
    let check = |sender, bytes: &[u8], expected: &[&str]| {
        check(Mqtt::Five, sender, bytes, expected);
    };
    check(
        Client,
        CONNECT_5,
        &[r#"Call CONNECT (Client CONNECT): CONNECT "a", keep alive 60 s"#],
    );
    check(
        Server,
        b"\x20\x03\0\x87\0",
        &["Error CONNACK (Client CONNECT): CONNACK Not authorized"],
    );
    check(
        Server,
        b"\x30\x06\0\0\x03\x23\0\x07",
        &["Event (topic alias 7): (topic alias 7) \"\""],
    );
    check(
        Server,
        b"\x40\x03\0\x01\x10",
        &["Acknowledgement PUBACK (Client 1): PUBACK #1 No matching subscribers"],
    );
    check(
        Server,
        b"\x50\x04\0\x01\x97\0",
        &["Error PUBREC (Client 1): PUBREC #1 Quota exceeded"],
    );
    check(
        Server,
        b"\xb0\x04\0\x0b\0\x11",
        &["Result UNSUBACK (Client 11): UNSUBACK #11 No subscription existed"],
    );
    check(
        Server,
        b"\xe0\x01\x8e",
        &["Error DISCONNECT: DISCONNECT Session taken over"],
    );
    check(
        Client,
        b"\xf0\x07\x18\x05\x15\0\x02ab",
        &["Control AUTH: AUTH Continue authentication"],
    );
}

#[test]
fn packets_are_shown_with_all_that_they_say() {
    let check = |mqtt: Mqtt, bytes: &[u8], expected| {
        check_tree(&mqtt, &[Payload::binary(Client, bytes)], expected);
    };
    check(
        Mqtt::Three,
        CONNECT_3,
        r#"{"packet":"CONNECT","protocol":"MQTT","level":4,"clean session":true,"keep alive":60,"client identifier":"a","user name":"u","password":"pw"}"#,
    );
    check(
        Mqtt::Five,
        CONNECT_5,
        r#"{"packet":"CONNECT","protocol":"MQTT","level":5,"clean start":true,"keep alive":60,"properties":{"Session Expiry Interval":10},"client identifier":"a","will":{"topic":"w","QoS":0,"retain":false,"payload":"{\"a\":"}}"#,
    );
    check(
        Mqtt::Three,
        SUBSCRIBE_3,
        r#"{"packet":"SUBSCRIBE","packet identifier":10,"subscriptions":[{"topic filter":"a/b","QoS":1},{"topic filter":"c/d","QoS":2}]}"#,
    );
    check(
        Mqtt::Five,
        b"\x82\x0b\0\x01\x02\x0b\x05\0\x03a/#\x2d",
        r##"{"packet":"SUBSCRIBE","packet identifier":1,"properties":{"Subscription Identifier":[5]},"subscriptions":[{"topic filter":"a/#","QoS":1,"no local":true,"retain as published":true,"retain handling":2}]}"##,
    );
    check(
        Mqtt::Five,
        b"\x30\x1f\0\x01t\x12\x26\0\x01k\0\x01v\x26\0\x01k\0\x01w\x09\0\x01\xff{\"a\":1e0}\xc0\0",
        r#"[{"packet":"PUBLISH","topic":"t","QoS":0,"retain":false,"duplicate":false,"properties":{"Correlation Data":{"bytes":1,"hex":"ff"},"User Property":[["k","v"],["k","w"]]},"payload":{"a":1e0}},{"packet":"PINGREQ"}]"#,
    );
    check(
        Mqtt::Three,
        SUBACK_3,
        r#"{"packet":"SUBACK","packet identifier":10,"reason codes":["0x00 Granted QoS 0","0x02 Granted QoS 2","0x80 Failure"]}"#,
    );
}

#[test]
fn what_is_not_allowed_is_refused() {
    for (mqtt, bytes, reason) in [
        (
            Mqtt::Five,
            &b"\0\0"[..],
            "no packet has the type 0 (section 2.1.2) (byte 0)",
        ),
        (
            Mqtt::Five,
            b"\x80\0",
            "SUBSCRIBE has no flags 0b0000 (section 2.1.3) (byte 0)",
        ),
        (
            Mqtt::Five,
            b"\x36\0",
            "PUBLISH has no flags 0b0110 (section 2.1.3) (byte 0)",
        ),
        (
            Mqtt::Five,
            b"\xc0\xff\xff\xff\xff",
            "a number has more than four bytes (section 1.5.5) (byte 5)",
        ),
        (
            Mqtt::Five,
            b"\xc0\x01\0",
            "1 bytes more than PINGREQ has (byte 2)",
        ),
        (
            Mqtt::Five,
            b"\x82\x02\0\0",
            "no packet has the identifier 0 (section 2.2.1) (byte 4)",
        ),
        (
            Mqtt::Three,
            b"\x82\x02\0\x01",
            "no topic filter (section 3.8.3) (byte 4)",
        ),
        (
            Mqtt::Three,
            b"\x30\x03\0\x01#",
            "the name of a topic has no wildcard (section 3.3.2.1) (byte 5)",
        ),
        (
            Mqtt::Three,
            b"\x30\x03\0\x01\xff",
            "a string is not UTF-8 (section 1.5.4) (byte 2)",
        ),
        (
            Mqtt::Three,
            b"\x30\x03\0\x01\0",
            "a string has the character U+0000 (section 1.5.4) (byte 2)",
        ),
        (
            Mqtt::Three,
            b"\x30\x03\0\x05a",
            "5 bytes are needed, and 1 are left (byte 4)",
        ),
        (Mqtt::Three, b"\xf0\0", "AUTH is of MQTT 5 (byte 2)"),
        (
            Mqtt::Five,
            b"\x30\x05\0\0\x02\x63\0",
            "no property 99 (section 2.2.2.2) (byte 5)",
        ),
        (
            Mqtt::Five,
            b"\x30\x05\0\0\x02\x24\0",
            "\"Maximum QoS\" is no property here (section 2.2.2.2) (byte 5)",
        ),
        (
            Mqtt::Five,
            b"\x30\x07\0\0\x04\x01\0\x01\0",
            "\"Payload Format Indicator\" comes twice (byte 7)",
        ),
        (
            Mqtt::Five,
            b"\x10\x0a\0\x04MQTT\x06\0\0\0",
            "no version of MQTT: MQTT 6 (section 3.1.2) (byte 2)",
        ),
    ] {
        check(mqtt, Client, bytes, &[&format!("fault: {reason}")]);
    }
    check_units(
        &Mqtt::Five,
        &[Payload::text(Client, "\u{10}")],
        &["fault: MQTT is sent in binary messages (section 6.0)"],
    );
}

#[test]
fn a_packet_may_lie_in_several_messages() {
    use Joined::{Alone, Begins, Continues, Ends};
    let first = Payload::binary(Client, &SUBSCRIBE_3[..1]);
    let second = Payload::binary(Client, &SUBSCRIBE_3[1..5]);
    let ping = [&SUBSCRIBE_3[5..], &[0xc0, 0]].concat();
    let third = Payload::binary(Client, &ping);
    let server = Payload::binary(Server, &[0xd0, 0]);
    let text = Payload::text(Client, "x");
    let broken = Payload::binary(Client, &[0, 0, 0]);
    let empty = Payload::binary(Client, &[]);
    check_joined(
        &Mqtt::Three,
        &[
            server, first, server, second, text, empty, third, broken, server, empty,
        ],
        &[
            Alone, Begins, Alone, Continues, Alone, Continues, Ends, Alone, Alone, Alone,
        ],
    );
    check_units(
        &Mqtt::Three,
        &[first, second, third],
        &[
            "Call SUBSCRIBE (Client 10): SUBSCRIBE #10 a/b QoS 1, c/d QoS 2",
            "Heartbeat PINGREQ: PINGREQ",
        ],
    );
    // A long packet that is announced and then sent byte by byte is joined up to a limit.
    let announced = Payload::binary(Server, &[0x30, 0xff, 0xff, 0xff, 0x7f]);
    let byte = Payload::binary(Server, &[0]);
    let mut messages = vec![announced];
    messages.extend([byte; super::super::MAX_JOINED]);
    let mut expected = vec![Begins];
    expected.extend([Continues; super::super::MAX_JOINED - 1]);
    expected.push(Begins);
    check_joined(&Mqtt::Three, &messages, &expected);
}

#[test]
fn the_version_is_what_the_client_begins_with() {
    let check = |subprotocol, first: &[u8], expected| {
        let first = [Payload::binary(Client, first)];
        let evidence = Evidence {
            subprotocol,
            first: &first,
            ..Evidence::default()
        };
        check_recognised(&evidence, expected);
    };
    use Confidence::{Certain, Likely};
    use Reason::{Messages, Subprotocol};
    check(Some("mqtt"), b"", Some(("mqtt5", Likely, Subprotocol)));
    check(Some("mqttv3.1"), b"", Some(("mqtt3", Certain, Subprotocol)));
    check(
        Some("mqtt"),
        CONNECT_3,
        Some(("mqtt3", Certain, Subprotocol)),
    );
    check(
        Some("mqtt"),
        CONNECT_5,
        Some(("mqtt5", Certain, Subprotocol)),
    );
    check(None, CONNECT_3, Some(("mqtt3", Certain, Messages)));
    check(None, CONNECT_5, Some(("mqtt5", Certain, Messages)));
    check(
        None,
        b"\x10\x0c\0\x06MQIsdp\x03\x02\0\x3c",
        Some(("mqtt3", Certain, Messages)),
    );
    check(None, b"\x10\x02\0\0", None);
    check(None, SUBSCRIBE_3, None);
}

#[test]
fn a_form_says_what_the_flag_is_called_in_its_version() {
    let check = |mqtt: Mqtt, en, zh| {
        let connect = mqtt
            .forms()
            .iter()
            .find(|form| form.id == "connect")
            .unwrap();
        let label = connect.fields[1].label;
        assert_eq!((label.en, label.zh), (en, zh));
    };
    check(Mqtt::Three, "Clean session", "清理会话");
    check(Mqtt::Five, "Clean start", "全新会话");
}

#[test]
fn a_form_becomes_a_packet() {
    let check = |mqtt: Mqtt, form, values: &[_], expected: Result<&[u8], _>| {
        let content = expected.map(|bytes: &[u8]| [Content::Binary(bytes.to_vec())]);
        let content = content.as_ref().map(|it| &it[..]).map_err(Clone::clone);
        check_form(&mqtt, form, values, content);
    };
    let user = [
        ("client_identifier", "a"),
        ("user_name", "u"),
        ("password", "pw"),
    ];
    check(Mqtt::Three, "connect", &user, Ok(CONNECT_3));
    check(
        Mqtt::Five,
        "connect",
        &[("client_identifier", "a"), ("keep_alive", "10")],
        Ok(b"\x10\x0e\0\x04MQTT\x05\x02\0\x0a\0\0\x01a"),
    );
    check(
        Mqtt::Three,
        "connect",
        &[("password", "x")],
        Err(("user_name", FieldProblem::Missing)),
    );
    check(
        Mqtt::Three,
        "subscribe",
        &[("topic_filter", "a/b"), ("qos", "1")],
        Ok(b"\x82\x08\0\x01\0\x03a/b\x01"),
    );
    check(
        Mqtt::Five,
        "subscribe",
        &[("packet_identifier", "258")],
        Ok(b"\x82\x07\x01\x02\0\0\x01#\0"),
    );
    check(
        Mqtt::Five,
        "subscribe",
        &[("packet_identifier", "0")],
        Err(("packet_identifier", FieldProblem::NotNumber(1, 65535))),
    );
    check(
        Mqtt::Five,
        "publish",
        &[
            ("topic", "t"),
            ("payload", "hi"),
            ("qos", "2"),
            ("retain", "true"),
        ],
        Ok(b"\x35\x08\0\x01t\0\x01\0hi"),
    );
    let long = "x".repeat(200);
    let expected = [b"\x30\xcb\x01\0\x01t", long.as_bytes()].concat();
    check(
        Mqtt::Three,
        "publish",
        &[("topic", "t"), ("payload", &long)],
        Ok(&expected),
    );
    check(
        Mqtt::Three,
        "publish",
        &[("topic", "a/+")],
        Err(("topic", FieldProblem::NotAllowed('+'))),
    );
    check(Mqtt::Five, "pingreq", &[], Ok(b"\xc0\0"));
    check(Mqtt::Five, "disconnect", &[], Ok(b"\xe0\0"));
}

#[test]
fn a_ping_is_due_before_the_time_of_the_connect_is_over() {
    let mut heartbeats = Mqtt::Five.heartbeats().expect("heartbeats");
    assert_eq!(heartbeats.due(), None);
    assert_eq!(
        heartbeats.observe(&Payload::binary(Client, CONNECT_5)),
        None
    );
    let ping = |seconds| Some((Duration::from_secs(seconds), Content::Binary(vec![0xc0, 0])));
    assert_eq!(heartbeats.due(), ping(45));
    // The server says otherwise (section 3.2.2.3.14).
    let answer = b"\x20\x06\0\0\x03\x13\0\x04";
    assert_eq!(heartbeats.observe(&Payload::binary(Server, answer)), None);
    assert_eq!(heartbeats.due(), ping(3));
}
