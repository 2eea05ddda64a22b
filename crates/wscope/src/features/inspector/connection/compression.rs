//! Whether messages are compressed (RFC 7692): what was offered, what was agreed on, and what that means.

use connection::Agreement;
use payload::visible::shortened;
use session::ConnectionRecord;
use wire::deflate::{EXTENSION, Offer, Parameters, SideParameters};

use super::handshake;
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::format::size;
use crate::kit::language::Language;

const HEADER: &str = "sec-websocket-extensions";
/// How much of a list of extensions is shown, in characters: the longest offer of compression has 128.
const MAX_LIST: usize = 500;

/// Each with its name and a remark; nothing where the handshake is not far enough.
pub(super) fn rows(
    record: &ConnectionRecord,
    agreement: Option<&Agreement>,
    language: Language,
) -> Vec<[String; 3]> {
    let say = |text: Text<'_>| text.say(language);
    let row = |value: String, remark: String| vec![[say(Text::Compression), value, remark]];
    if let Some(agreement) = agreement {
        return by_page(&agreement.extensions, language);
    }
    let (Some(request), answer) = handshake::heads(record) else {
        let is_plain = record.opened.is_some() && !IN_BROWSER;
        return if is_plain {
            row(say(Text::NotOffered), say(Text::NotByEwebsock))
        } else {
            Vec::new()
        };
    };
    let offered = shortened(&handshake::values(request, HEADER), MAX_LIST);
    let answered = answer.map(|answer| shortened(&handshake::values(answer, HEADER), MAX_LIST));
    match (record.compression(), answered) {
        (Some(agreed), _) => {
            let remark = say(Text::AgreedOf { offered: &offered });
            explained(agreed, &agreed.to_string(), remark, language)
        }
        // Something that was not offered, or that cannot be agreed on: how it ended says what.
        (None, Some(answered)) if !answered.is_empty() => {
            row(answered, say(Text::NotAgreed { offered: &offered }))
        }
        (None, _) if offered.is_empty() => row(say(Text::NotOffered), say(Text::SwitchedOff)),
        (None, Some(_)) if record.opened.is_some() => {
            let remark = Text::Declined { offered: &offered };
            row(say(Text::NoneChosen), say(remark))
        }
        // It came to no agreement, on this or on anything else.
        (None, _) => row(
            say(Text::NoneChosen),
            say(Text::NotAgreed { offered: &offered }),
        ),
    }
}

/// What a browser tells of it: what was agreed on, and not what was offered.
fn by_page(extensions: &str, language: Language) -> Vec<[String; 3]> {
    let shown = shortened(extensions, MAX_LIST);
    let agreed = Offer::OF_BROWSERS.agreed(extensions.as_bytes());
    match agreed {
        Ok(Some(agreed)) => {
            let remark = Text::AgreedInBrowser.say(language);
            explained(&agreed, &shown, remark, language)
        }
        Ok(None) => vec![[
            Text::Compression.say(language),
            Text::NoneChosen.say(language),
            Text::DeclinedInBrowser.say(language),
        ]],
        Err(_) => {
            // Another extension, or more than this program knows of.
            let is_deflate = extensions.contains(EXTENSION);
            let name = if is_deflate {
                Text::Compression
            } else {
                Text::Extensions
            };
            vec![[name.say(language), shown, String::new()]]
        }
    }
}

/// What was agreed on as it is written, and what each parameter means for what is sent and for what is received.
fn explained(
    agreed: &Parameters,
    written: &str,
    remark: String,
    language: Language,
) -> Vec<[String; 3]> {
    let way = |name: Text<'_>, side: SideParameters| {
        let window = size(1_u64.checked_shl(side.window_bits.into()).unwrap_or(0));
        let (value, remark) = if side.keeps_context {
            (Text::WithContext(&window), Text::WithRepetitions)
        } else {
            (Text::WithoutContext(&window), Text::Alone)
        };
        [
            name.say(language),
            value.say(language),
            remark.say(language),
        ]
    };
    vec![
        [Text::Compression.say(language), written.to_owned(), remark],
        way(Text::CompressedSent, agreed.of_client()),
        way(Text::CompressedReceived, agreed.of_server()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_tells_is_explained() {
        #[track_caller]
        fn check(extensions: &str, expected: &[[&str; 2]]) {
            let rows = by_page(extensions, Language::English);
            let shown: Vec<_> = rows.iter().map(|[name, value, _]| [name, value]).collect();
            assert_eq!(shown, expected, "{extensions}");
        }
        check("", &[["Compression", "none"]]);
        check(
            "permessage-deflate; client_max_window_bits=9; server_no_context_takeover",
            &[
                [
                    "Compression",
                    "permessage-deflate; client_max_window_bits=9; server_no_context_takeover",
                ],
                ["· sent", "context kept, window 512 B"],
                ["· received", "no context, window 32.0 KiB"],
            ],
        );
        check("another", &[["Extensions", "another"]]);
        let odd = "permessage-deflate; client_max_window_bits=99";
        check(odd, &[["Compression", odd]]);
    }
}
