use super::super::tests::{check, check_form, check_recognised, check_tree, check_units};
use super::*;
use crate::decoders::FieldProblem;
use crate::typed::Content;
use Sender::{Client, Server};

const OPEN: &str =
    r#"<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="example.com" version="1.0" />"#;

#[test]
fn the_examples_of_the_specifications_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&Xmpp, sender, text, expected);
    check(Client, OPEN, &["Control open: open example.com"]);
    check(
        Server,
        r#"<close xmlns="urn:ietf:params:xml:ns:xmpp-framing" />"#,
        &["Control close: close"],
    );
    check(
        Server,
        r#"<stream:features xmlns:stream="http://etherx.jabber.org/streams"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></stream:features>"#,
        &["Control stream:features: stream:features"],
    );
    check(
        Server,
        r#"<stream:error xmlns:stream="http://etherx.jabber.org/streams"><host-unknown xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>"#,
        &["Error stream:error: stream:error host-unknown"],
    );
    check(
        Client,
        r#"<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">AGp1bGlldA==</auth>"#,
        &["Control auth: auth PLAIN"],
    );
    check(
        Server,
        r#"<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/><text>x</text></failure>"#,
        &["Error failure: failure not-authorized"],
    );
    check(
        Client,
        r#"<iq id="bv1bs71f" type="get"><query xmlns="jabber:iq:roster"/></iq>"#,
        &["Call get query jabber:iq:roster (Client bv1bs71f): iq get query jabber:iq:roster"],
    );
    check(
        Server,
        r#"<iq id="bv1bs71f" to="juliet@example.com/chamber" type="result"><query xmlns="jabber:iq:roster" ver="ver7"><item jid="nurse@example.com"/></query></iq>"#,
        &["Result (Client bv1bs71f): iq result query jabber:iq:roster"],
    );
    check(
        Server,
        r#"<iq id="b" type="error"><query xmlns="a"/><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>"#,
        &["Error (Client b): iq error service-unavailable"],
    );
    check(
        Server,
        r#"<message from="juliet@example.com/balcony" id="ktx72v49" type="chat"><thread>x</thread><body>Art thou not Romeo &amp; a &#77;ontague?</body></message>"#,
        &[
            "Event message: message chat juliet@example.com/balcony Art thou not Romeo & a Montague?",
        ],
    );
    check(
        Client,
        "<presence type='unavailable'/>",
        &["Event presence: presence unavailable"],
    );
    check(
        Client,
        "<r xmlns='urn:xmpp:sm:3'/>",
        &["Acknowledgement r: r"],
    );
    check(
        Server,
        "<?xml version='1.0'?><a xmlns='urn:xmpp:sm:3' h='5'/>\n",
        &["Acknowledgement a: a 5"],
    );
}

#[test]
fn what_is_not_allowed_is_refused() {
    let check = |text: &str, expected: &str| check(&Xmpp, Client, text, &[expected]);
    check("hello", "fault: it does not begin with an element (byte 0)");
    check(" <a/>", "fault: it does not begin with an element (byte 0)");
    check("", "fault: it ends within the element (byte 0)");
    check("<a><b/>", "fault: it ends within the element (byte 7)");
    check("<a/><b/>", "fault: something follows the element (byte 4)");
    check(
        "<a></b>",
        "fault: not valid XML: ill-formed document: expected `</a>`, but `</b>` was found (byte 3)",
    );
    check(
        "<a>&x;</a>",
        "fault: an entity that XML does not have itself (byte 3)",
    );
    let markup = "fault: a comment, instruction or document type, which XMPP does not have";
    check("<a><!--b--></a>", &format!("{markup} (byte 3)"));
    check("<!DOCTYPE a><a/>", &format!("{markup} (byte 0)"));
    check("<iq type='get'/>", "fault: an iq without an id");
    check(
        "<iq id='1'/>",
        "fault: an iq that is no get, set, result or error",
    );
    let many: String = (0..65).map(|number| format!(" a{number}=''")).collect();
    check(
        &format!("<a{many}/>"),
        "fault: more attributes than 64 (byte 449)",
    );
    check_units(
        &Xmpp,
        &[Payload::binary(Client, b"<a/>")],
        &["fault: a binary message, which XMPP does not have"],
    );
}

#[test]
fn a_tree_has_all_elements_in_their_order() {
    let check = |text, expected| check_tree(&Xmpp, &[Payload::text(Server, text)], expected);
    check("<presence/>", r#"{"element":"presence"}"#);
    check(
        r#"<a b="&lt;1&gt;">x<c/>y &amp; <![CDATA[<z>]]></a>"#,
        r#"{"element":"a","attributes":{"b":"<1>"},"content":["x",{"element":"c"},"y & <z>"]}"#,
    );
    let deep = format!("{}<b c='d'/>{}", "<a>".repeat(40), "</a>".repeat(40));
    let mut output = Output::with_tree();
    let outcome = Xmpp.decode(&[Payload::text(Server, &deep)], &mut output);
    assert_eq!(outcome, Ok(()));
    let (_, tree) = output.into_parts();
    let rest = format!("{}<b c='d'/>{}", "<a>".repeat(7), "</a>".repeat(7));
    assert!(tree.contains(&format!("\"{rest}\"")), "{tree}");
}

#[test]
fn a_connection_is_recognised_by_its_subprotocol_or_by_how_it_opens() {
    let check = |subprotocol, text, expected: Option<Reason>| {
        let first = [Payload::text(Client, text)];
        let evidence = Evidence {
            subprotocol,
            path: "/xmpp-websocket",
            first: &first,
        };
        let expected = expected.map(|reason| ("xmpp", Confidence::Certain, reason));
        check_recognised(&evidence, expected);
    };
    check(Some("xmpp"), "", Some(Reason::Subprotocol));
    check(None, OPEN, Some(Reason::Messages));
    check(None, "<open/>", None);
    check(None, "<message/>", None);
}

#[test]
fn a_form_becomes_an_element() {
    let check = |form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.to_owned())]);
        check_form(
            &Xmpp,
            form,
            values,
            content.as_ref().map(|it| &it[..]).map_err(Clone::clone),
        );
    };
    check(
        "open",
        &[("to", "example.com")],
        Ok(r#"<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="example.com" version="1.0"/>"#),
    );
    check(
        "message",
        &[("to", "a\"b"), ("body", "1 < 2")],
        Ok(
            r#"<message xmlns="jabber:client" type="chat" to="a&quot;b"><body>1 &lt; 2</body></message>"#,
        ),
    );
    check("presence", &[], Ok(r#"<presence xmlns="jabber:client"/>"#));
    check(
        "ping",
        &[("to", "example.com")],
        Ok(
            r#"<iq xmlns="jabber:client" type="get" id="ping1" to="example.com"><ping xmlns="urn:xmpp:ping"/></iq>"#,
        ),
    );
    check("open", &[], Err(("to", FieldProblem::Missing)));
    check(
        "message",
        &[("to", "a"), ("body", "\0")],
        Err(("body", FieldProblem::NotAllowed('\0'))),
    );
}

#[test]
fn a_ping_of_the_server_is_answered() {
    let check = |sender, text, expected: Option<&str>| {
        let mut heartbeats = Xmpp.heartbeats().expect("heartbeats");
        let answer = heartbeats.observe(&Payload::text(sender, text));
        let expected = expected.map(|text| Content::Text(text.to_owned()));
        assert_eq!(answer, expected, "{text}");
    };
    let ping = r#"<iq from="a&amp;b" id="s2c1" type="get"><ping xmlns="urn:xmpp:ping"/></iq>"#;
    check(
        Server,
        ping,
        Some(r#"<iq xmlns="jabber:client" type="result" id="s2c1" to="a&amp;b"/>"#),
    );
    check(Client, ping, None);
    check(
        Server,
        r#"<message><body>urn:xmpp:ping</body></message>"#,
        None,
    );
}
