use connection::{Cause, CertificateFault, HeadLimit, ProxyFault, ReplyFault, Step};

use super::*;

fn failed(address: &str, cause: &Cause) -> RecordedEvent {
    RecordedEvent::Failed {
        address: address.to_owned(),
        cause: cause.clone(),
        detail: String::new(),
    }
}

fn lost(cause: &Cause) -> RecordedEvent {
    RecordedEvent::Lost {
        cause: cause.clone(),
        detail: String::new(),
    }
}

/// Every cause, as far as it has words of its own.
fn causes() -> Vec<Cause> {
    vec![
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
    ]
}

/// A narrow row shows no more than the beginning.
#[test]
fn a_failure_begins_with_its_cause_whatever_the_address() {
    for language in Language::ALL {
        let mut beginnings = Vec::new();
        for cause in &causes() {
            let address = "wss://a.example/";
            let text = event(&failed(address, cause), language);
            let (beginning, _) = text.split_once(address).unwrap();
            assert!(beginning.len() >= "无法连接 ".len(), "{text}");
            beginnings.push(beginning.to_owned());
        }
        beginnings.sort();
        let twice = beginnings.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None);
    }
}

/// The next attempt may begin by itself, and a row stays when it is made: what can be pressed now is told elsewhere. The
/// banner says the same, and is no row.
#[test]
fn no_ending_names_what_may_not_be_there() {
    let codes = [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000,
    ];
    let by_peer = codes.map(|code| RecordedEvent::ClosedByPeer {
        frame: Some(connection::CloseFrame {
            code: Some(code),
            reason: String::new(),
        }),
    });
    let endings: Vec<RecordedEvent> = causes()
        .iter()
        .flat_map(|cause| [failed("wss://a.example/", cause), lost(cause)])
        .chain(by_peer)
        .chain([RecordedEvent::ClosedByPeer { frame: None }])
        .collect();
    for ending in &endings {
        for (language, named) in [
            (Language::English, ["Press ", "this row"]),
            (Language::SimplifiedChinese, ["点击", "此行"]),
        ] {
            let text = event(ending, language);
            let found = named.iter().find(|named| text.contains(**named));
            assert_eq!(found, None, "{text}");
        }
    }
}

#[test]
fn one_fragment_is_singular() {
    let check = |count, expected: &str| {
        let fragments = RecordedEvent::Step(Step::Fragments { count });
        assert_eq!(event(&fragments, Language::English), expected);
    };
    check(1, "A message arrived in 1 fragment");
    check(3, "A message arrived in 3 fragments");
}

#[test]
fn a_frame_made_by_hand_is_told_as_it_went_out() {
    use wire::{Masking, Opcode, RawFrame};
    #[track_caller]
    fn check(frame: &RawFrame, english: &str, chinese: &str) {
        let sent = RecordedEvent::Step(Step::RawFrame(frame.into()));
        assert_eq!(event(&sent, Language::English), english);
        assert_eq!(event(&sent, Language::SimplifiedChinese), chinese);
    }
    let whole = RawFrame::whole(Opcode::Text, b"Hello");
    let broken = RawFrame {
        reserved: 4,
        masking: Masking::Unmasked,
        ..whole.clone()
    };
    check(
        &broken,
        "↑ raw frame: FIN RSV1 text, 5 bytes, no mask",
        "↑ 手动构造的帧：FIN RSV1 文本，5 字节，无掩码",
    );
    let longer = RawFrame {
        is_final: false,
        reserved: 3,
        opcode: Opcode::Reserved(11),
        declared: Some(100),
        payload: b"a".to_vec(),
        ..whole
    };
    check(
        &longer,
        "↑ raw frame: RSV2 RSV3 reserved opcode 11, 1 byte (declared as 100), masked",
        "↑ 手动构造的帧：RSV2 RSV3 保留操作码 11，1 字节（声明为 100），有掩码",
    );
}

#[test]
fn a_limit_in_a_text_is_the_limit() {
    let lost = |cause: &Cause| event(&lost(cause), Language::English);
    let pongs = crate::kit::format::limit(connection::MAX_UNREAD_PONGS);
    assert!(lost(&Cause::UnreadPongs).contains(&pongs));
    let frame = Cause::Frame(FrameFault::LongControl);
    assert!(lost(&frame).contains(&format!("{} bytes", connection::MAX_CONTROL_PAYLOAD)));
    let code = CloseFrameError::Unassigned(2000);
    let refused = |language: Language| refused_close(code, language);
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

#[test]
fn every_registered_close_code_has_its_name_in_each_language() {
    for code in 0..=u16::MAX {
        let wire::close_code::Name::Known(name) = wire::close_code::name(code) else {
            continue;
        };
        assert_eq!(close_name(code, Language::English), name);
        let chinese = close_name(code, Language::SimplifiedChinese);
        let translated = chinese.strip_prefix(name).unwrap_or_default();
        assert!(
            translated.starts_with('（') && translated.ends_with('）'),
            "{code}: {chinese}"
        );
    }
}
