use connection::{Cause, CertificateFault, HeadLimit, ProxyFault, ReplyFault};

use super::*;

/// A narrow row shows no more than the beginning.
#[test]
fn a_failure_begins_with_its_cause_whatever_the_address() {
    let causes = [
        Cause::Refused,
        Cause::UnknownHost,
        Cause::NameLookup,
        Cause::RequestLimit(HeadLimit::Headers(1)),
        Cause::Unreachable,
        Cause::TimedOut,
        Cause::HttpStatus(401),
        Cause::HttpStatus(404),
        Cause::NotWebSocket,
        Cause::WrongAccept,
        Cause::Subprotocol,
        Cause::Tls,
        Cause::Certificate(CertificateFault::Expired),
        Cause::Certificate(CertificateFault::NotYetValid),
        Cause::Certificate(CertificateFault::WrongName),
        Cause::Certificate(CertificateFault::UnknownIssuer),
        Cause::Certificate(CertificateFault::Other),
        Cause::NoTls,
        Cause::OnlyTls,
        Cause::ClientCertificate,
        Cause::Redirect {
            status: 307,
            to: connection::SecretAddress::new("wss://b.example/"),
        },
        Cause::Reply(ReplyFault::Upgrade),
        Cause::HeadLimit(HeadLimit::Bytes(1)),
        Cause::Extension {
            names: "x".to_owned(),
        },
        Cause::SeveralSubprotocols,
        Cause::EmptySubprotocol,
        Cause::MalformedSubprotocol,
        Cause::Proxy(ProxyFault::UnknownHost),
        Cause::Proxy(ProxyFault::Refused),
        Cause::Proxy(ProxyFault::Unreachable),
        Cause::Proxy(ProxyFault::TimedOut),
        Cause::Proxy(ProxyFault::Login),
        Cause::Proxy(ProxyFault::LoginRefused),
        Cause::Proxy(ProxyFault::Status(403)),
        Cause::Proxy(ProxyFault::Socks(5)),
        Cause::Proxy(ProxyFault::Nonsense),
        Cause::Proxy(ProxyFault::Head),
        Cause::Proxy(ProxyFault::Dropped),
        Cause::Proxy(ProxyFault::Other),
        Cause::Insecure,
        Cause::Untold,
        Cause::MessageTooLarge,
        Cause::InvalidUtf8,
        Cause::ProtocolViolation,
        Cause::Dropped,
        Cause::NoPong,
        Cause::Other,
    ];
    for language in Language::ALL {
        let mut beginnings = Vec::new();
        for cause in &causes {
            let address = "wss://a.example/";
            let text = language.say(Text::LifeFailed { address, cause });
            let (beginning, _) = text.split_once(address).unwrap();
            assert!(beginning.len() >= "无法连接 ".len(), "{text}");
            beginnings.push(beginning.to_owned());
        }
        beginnings.sort();
        let twice = beginnings.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None);
    }
}

#[test]
fn a_header_is_never_explained_by_its_place() {
    let names = [
        "Host",
        "Upgrade",
        "Connection",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Accept",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
        "Origin",
        "Cookie",
        "Set-Cookie",
        "Via",
        "X-Forwarded-For",
        "Content-Length",
        "Another",
    ];
    let places = [
        "before", "above", "below", "after", "next", "line", "上", "下", "前", "见",
    ];
    for language in Language::ALL {
        for (name, value, is_reply) in names
            .iter()
            .flat_map(|name| ["", "keep-alive, Upgrade"].map(|value| (*name, value)))
            .flat_map(|(name, value)| [(name, value, false), (name, value, true)])
        {
            let text = language.say(Text::Protocol(ProtocolText::Header {
                name,
                value,
                is_reply,
            }));
            let found = places.iter().find(|place| text.contains(**place));
            assert_eq!(found, None, "{text}");
        }
    }
}

#[test]
fn follows_the_language_of_the_system() {
    for locale in ["zh", "zh-CN", "zh_CN.UTF-8", "ZH-hans", "zh-TW"] {
        assert_eq!(
            Language::from_locale(locale),
            Language::SimplifiedChinese,
            "{locale}"
        );
    }
    for locale in ["en-GB", "de", "C", "", "zhx"] {
        assert_eq!(Language::from_locale(locale), Language::English, "{locale}");
    }
}

#[test]
fn one_of_a_kind_is_singular() {
    let check = |text: Text<'_>, expected: &str| assert_eq!(Language::English.say(text), expected);
    check(Text::Hits(0), "0 matches");
    check(Text::Hits(1), "1 match");
    check(Text::Hits(1_000), "1\u{a0}000 matches");
    check(Text::StatusDropped(1), "1 oldest message dropped");
    check(Text::StatusDropped(12), "12 oldest messages dropped");
    check(
        Text::Protocol(ProtocolText::MoreBytes(1)),
        "… and 1 byte more",
    );
    check(
        Text::Protocol(ProtocolText::MoreBytes(2)),
        "… and 2 bytes more",
    );
    let payload = |bytes| crate::frame_view::Meaning::ShortLength(bytes);
    check(
        Text::Protocol(ProtocolText::Field(&payload(1))),
        "payload of 1 byte",
    );
    check(
        Text::Protocol(ProtocolText::Field(&payload(2))),
        "payload of 2 bytes",
    );
    let fragments = |count| Text::LifeFragments {
        number: None,
        count,
    };
    check(fragments(1), "A message arrived in 1 fragment");
    check(fragments(3), "A message arrived in 3 fragments");
}

#[test]
fn a_limit_in_a_text_is_the_limit() {
    let lost = |cause| Language::English.say(Text::LifeLost { cause }).into_owned();
    let pongs = crate::kit::format::limit(connection::MAX_UNREAD_PONGS);
    assert!(lost(&Cause::UnreadPongs).contains(&pongs));
    let frame = Cause::Frame(connection::FrameFault::LongControl);
    assert!(lost(&frame).contains(&format!("{} bytes", connection::MAX_CONTROL_PAYLOAD)));
    let code = connection::CloseFrameError::Unassigned(2000);
    let refused = |language: Language| language.say(Text::CloseRefused(code)).into_owned();
    for range in connection::CLOSE_CODES {
        for end in [range.start(), range.end()] {
            for language in Language::ALL {
                assert!(refused(language).contains(&end.to_string()));
            }
        }
    }
    let english = "2000 must not be sent; allowed are 1000 to 1003, 1007 to 1014 and 3000 to 4999";
    assert!(refused(Language::English).starts_with(english));
}
