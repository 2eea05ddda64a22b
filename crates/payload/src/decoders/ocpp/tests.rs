use std::time::Duration;

use super::super::tests::{check, check_form, check_recognised, check_tree};
use super::*;
use crate::decoders::FieldProblem;
use crate::typed::Content;
use Sender::{Client, Server};

/// The examples of "OCPP-J 1.6 Specification", section 4.2, and of "OCPP 2.1 Part 4", section 4.2.
const BOOT: &str = r#"[2,"19223201","BootNotification",{"chargePointVendor": "VendorX", "chargePointModel": "SingleSocketCharger"}]"#;
const BOOTED: &str = r#"[3,"19223201",{"status":"Accepted", "currentTime":"2013-02-01T20:53:32.486Z", "interval":300}]"#;

#[test]
fn calls_and_answers_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&Ocpp, sender, text, expected);
    check(
        Client,
        BOOT,
        &[
            r#"Call BootNotification (Client 19223201): BootNotification {"chargePointVendor": "VendorX", "chargePointModel": "SingleSocketCharger"}"#,
        ],
    );
    check(
        Server,
        BOOTED,
        &[
            r#"Result (Client 19223201): result {"status":"Accepted", "currentTime":"2013-02-01T20:53:32.486Z", "interval":300}"#,
        ],
    );
    check(
        Client,
        r#"[2,"7","Heartbeat",{}]"#,
        &["Heartbeat Heartbeat (Client 7): Heartbeat {}"],
    );
    check(
        Server,
        r#"[3,"7",{"currentTime":"2013-02-01T20:53:32.486Z"}]"#,
        &[r#"Heartbeat (Client 7): result {"currentTime":"2013-02-01T20:53:32.486Z"}"#],
    );
    check(
        Client,
        r#"[4,"162376037","NotSupported","SetDisplayMessageRequest not implemented",{}]"#,
        &["Error (Server 162376037): error NotSupported SetDisplayMessageRequest not implemented"],
    );
    check(
        Client,
        r#"[5,"9","FormationViolation","",{"a":1}]"#,
        &[r#"Error: error of the result 9: FormationViolation {"a":1}"#],
    );
    check(
        Client,
        r#"[6,"19223201","NotifyPeriodicEventStream",{"id":1}]"#,
        &[r#"Event NotifyPeriodicEventStream: NotifyPeriodicEventStream {"id":1}"#],
    );
    check(Client, "{}", &["fault: not a JSON array"]);
    check(Client, "[]", &["fault: no message type from 2 to 6: "]);
    check(
        Client,
        "[7,\"a\"]",
        &["fault: no message type from 2 to 6: 7"],
    );
    check(
        Client,
        "[2,1]",
        &["fault: no message id: value 1 is not a string"],
    );
    check(
        Client,
        r#"[2,"1","A",[]]"#,
        &["fault: no payload: value 3 is no object"],
    );
    check(
        Client,
        r#"[3,"1",{},{}]"#,
        &["fault: 4 values, and a CALLRESULT has 3"],
    );
    let check = |text, expected| check_tree(&Ocpp, &[Payload::text(Client, text)], expected);
    check(
        BOOT,
        r#"{"type":"CALL","id":"19223201","action":"BootNotification","payload":{"chargePointVendor": "VendorX", "chargePointModel": "SingleSocketCharger"}}"#,
    );
    check(
        r#"[4,"1","GenericError","",{}]"#,
        r#"{"type":"CALLERROR","id":"1","error code":"GenericError","error description":"","error details":{}}"#,
    );
}

#[test]
fn a_connection_is_recognised() {
    let check = |subprotocol, path, text, expected| {
        let first = [Payload::text(Client, text)];
        let evidence = Evidence {
            subprotocol,
            path,
            first: &first,
        };
        check_recognised(&evidence, expected);
    };
    let certain = |reason| Some(("ocpp", Confidence::Certain, reason));
    check(Some("ocpp2.0.1"), "/", "", certain(Reason::Subprotocol));
    check(None, "/", BOOT, certain(Reason::Messages));
    check(
        None,
        "/ocpp/CP001",
        "",
        Some(("ocpp", Confidence::Likely, Reason::Path)),
    );
    check(
        None,
        "/",
        r#"[2,"1","Authorize",{}]"#,
        Some(("ocpp", Confidence::Guess, Reason::Messages)),
    );
    check(None, "/", r#"[2,"1","http://example.com/a",{}]"#, None);
}

#[test]
fn a_form_becomes_a_message() {
    let check = |form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.to_owned())]);
        let content = content.as_ref().map(|it| &it[..]).map_err(Clone::clone);
        check_form(&Ocpp, form, values, content);
    };
    let station = [("vendor", "VendorX"), ("model", "M")];
    check(
        "boot_notification",
        &station,
        Ok(r#"[2,"1","BootNotification",{"chargePointVendor":"VendorX","chargePointModel":"M"}]"#),
    );
    check(
        "boot_notification",
        &[station[0], station[1], ("version", "2.0.1")],
        Ok(
            r#"[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"VendorX","model":"M"}}]"#,
        ),
    );
    check("call", &[], Ok(r#"[2,"1","Heartbeat",{}]"#));
    check(
        "result",
        &[("id", "7"), ("payload", "{\"a\": 1}")],
        Ok(r#"[3,"7",{"a": 1}]"#),
    );
    check(
        "call",
        &[("action", "")],
        Err(("action", FieldProblem::Missing)),
    );
    let long = "x".repeat(37);
    check(
        "call",
        &[("id", &long)],
        Err(("id", FieldProblem::TooLong(36))),
    );
}

#[test]
fn a_heartbeat_is_due_when_the_server_says() {
    let mut heartbeats = Ocpp.heartbeats().expect("heartbeats");
    assert_eq!(heartbeats.observe(&Payload::text(Client, BOOT)), None);
    assert_eq!(heartbeats.due(), None);
    assert_eq!(heartbeats.observe(&Payload::text(Server, BOOTED)), None);
    let call = Content::Text(r#"[2,"heartbeat-2","Heartbeat",{}]"#.to_owned());
    assert_eq!(heartbeats.due(), Some((Duration::from_secs(300), call)));
}
