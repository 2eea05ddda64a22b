use std::collections::BTreeSet;

use payload::decoders::{Output, PROTOCOLS, Payload, Sender};

use super::*;

#[test]
fn what_varies_is_put_where_it_belongs() {
    #[track_caller]
    fn check(reason: &str, expected: Option<&str>) {
        assert_eq!(in_chinese(reason).as_deref(), expected);
    }
    check("not UTF-8", Some("不是 UTF-8"));
    check(
        "not a packet type of Engine.IO: 'x'",
        Some("不是 Engine.IO 的包类型：'x'"),
    );
    check(
        "5 bytes more than CONNECT has",
        Some("比 CONNECT 多出 5 字节"),
    );
    check(
        "no version of MQTT: MQIsdp {1} (section 3.1.2)",
        Some("没有此 MQTT 版本：MQIsdp {1}（第 3.1.2 节）"),
    );
    check(
        "not valid JSON: EOF while parsing",
        Some("不是 JSON：EOF while parsing"),
    );
    check("something else", None);
    check("not UTF-8 at all", None);
}

/// The messages of the conversations that fuzzing begins with, each with a byte that says from whom it is and whether it is a text,
/// and two with its length before it.
fn messages() -> Vec<(Sender, bool, Vec<u8>)> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../payload/fuzz/seeds/decoders"
    );
    let mut messages = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let begin = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let mut rest = &bytes[begin..];
        while let [flags, high, low, more @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low])).min(more.len());
            let sender = match flags & 1 {
                0 => Sender::Client,
                _ => Sender::Server,
            };
            messages.push((sender, flags & 2 != 0, more[..length].to_vec()));
            rest = &more[length..];
        }
    }
    messages
}

/// A message, cut off at each byte and with each byte replaced, as far as it begins.
fn broken(message: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    const BEGINNING: usize = 48;
    let places = 0..message.len().min(BEGINNING);
    let cut = places.clone().map(|at| message[..at].to_vec());
    let replaced = places.flat_map(move |at| {
        [0, b'9', b'{', 0xc1, 0xff].map(|byte| {
            let mut message = message.to_vec();
            message[at] = byte;
            message
        })
    });
    std::iter::once(message.to_vec()).chain(cut).chain(replaced)
}

/// Whatever is wrong with a message is told in Chinese.
#[test]
fn each_reason_of_a_decoder_has_a_chinese_text() {
    let mut unknown = BTreeSet::new();
    let mut known = BTreeSet::new();
    for (sender, is_text, message) in messages() {
        for message in broken(&message) {
            for protocol in PROTOCOLS {
                let payload = Payload {
                    sender,
                    is_text: is_text && str::from_utf8(&message).is_ok(),
                    bytes: &message,
                };
                let said = protocol.decode(&[payload], &mut Output::units_only());
                if let Err(fault) = said {
                    match in_chinese(&fault.reason) {
                        Some(text) => known.insert(text),
                        None => unknown.insert(fault.reason.into_owned()),
                    };
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(known.len() > 80, "{}", known.len());
}
