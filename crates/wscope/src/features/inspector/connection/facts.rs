//! What is told of a connection, in words: the page shows it, and its text has it.

use connection::{Agreement, CloseFrame, KeyLog, Step};
use egui::Color32;
use payload::visible::{shortened, visible};
use session::{Amount, Compression, ConnectionRecord, RecordedEvent, Severity};

use session::conversation::Spoken;

use super::texts::Text;
use super::{compression, handshake};
use crate::kit::event_texts;
use crate::kit::format::{short_duration, size};
use crate::kit::language::Language;
use crate::kit::theme::Palette;

/// How much of what a library or a server said is shown, in characters: as much as one reads.
const MAX_DETAIL: usize = 4000;
/// What is told of a connection.
pub struct ConnectionFacts {
    /// What is known of it.
    pub record: ConnectionRecord,
    /// What both sides agreed on, where the handshake is hidden.
    pub agreement: Option<Agreement>,
    /// How it ended, in words.
    pub ending: Option<String>,
    /// What compression came to on the newest one, if it was agreed on.
    pub compression: Option<Compression>,
    /// Which protocol it speaks, if that is known.
    pub spoken: Option<Spoken>,
    /// Whether it is the newest one.
    pub is_newest: bool,
    /// Whether more would be known, had the details been recorded.
    pub is_unexplained: bool,
}

/// A line of what the page begins with.
pub(super) enum Line {
    /// What the other side said.
    Quote(String),
    /// What it means.
    Remark(String),
    /// What a library said.
    Raw(String),
}

/// How a connection stands or ended, with the colour of its dot, and whether that is filled.
pub(super) fn title(
    record: &ConnectionRecord,
    language: Language,
    palette: &Palette,
) -> (String, Color32, bool) {
    let say = |text: Text<'_>| text.say(language);
    let Some((_, event)) = &record.ended else {
        return match record.opened {
            Some(_) => (say(Text::Open), palette.received, true),
            None => (say(Text::Connecting), palette.warning, true),
        };
    };
    let colour = match event.severity() {
        Severity::Bad => palette.error,
        Severity::Warning => palette.warning,
        Severity::Good | Severity::Quiet => palette.muted,
    };
    let title = match event {
        RecordedEvent::ClosedByPeer { frame } => closed(frame.as_ref(), true, language),
        RecordedEvent::ClosedByUs { frame } => closed(frame.as_ref(), false, language),
        RecordedEvent::Lost { .. } => say(Text::Lost),
        _ => say(Text::Failed),
    };
    // One that ended as it should is quiet.
    (title, colour, colour != palette.muted)
}

fn closed(frame: Option<&CloseFrame>, is_by_peer: bool, language: Language) -> String {
    let code = frame.and_then(|frame| frame.code);
    match (code, is_by_peer) {
        (Some(code), _) => {
            let name = event_texts::close_name(code, language);
            let text = if is_by_peer {
                Text::ClosedByPeer { code, name }
            } else {
                Text::ClosedByUs { code, name }
            };
            text.say(language)
        }
        (None, true) => Text::ClosedByPeerWithoutCode.say(language),
        (None, false) => Text::Disconnected.say(language),
    }
}

/// What stands below the title.
pub(super) fn explanation(facts: &ConnectionFacts, language: Language) -> Vec<Line> {
    let record = &facts.record;
    let mut lines = Vec::new();
    let counts = Text::Counts {
        open_for: record
            .opened
            .zip(record.ended.as_ref())
            .map(|(opened, (ended, _))| ended.as_micros().saturating_sub(opened.as_micros())),
        since: record.opened,
        sent: record.sent.messages,
        received: record.received.messages,
    };
    let mut meaning = Vec::new();
    match record.ended.as_ref().map(|(_, event)| event) {
        Some(RecordedEvent::ClosedByUs { frame }) => {
            lines.extend(reason(frame.as_ref(), language));
            // What a code means is what a server means by it.
            meaning.push(Text::ClosedHere.say(language));
        }
        Some(RecordedEvent::ClosedByPeer { frame }) => {
            lines.extend(reason(frame.as_ref(), language));
            if let Some(code) = frame.as_ref().and_then(|frame| frame.code) {
                meaning.push(event_texts::close_meaning(code, language).to_owned());
            }
        }
        Some(RecordedEvent::Failed { detail, .. } | RecordedEvent::Lost { detail, .. }) => {
            lines.extend(facts.ending.clone().map(Line::Quote));
            lines.extend(shortened_lines(detail).map(Line::Raw));
        }
        Some(RecordedEvent::NothingThere { .. }) => {
            lines.extend(facts.ending.clone().map(Line::Quote));
        }
        _ => {}
    }
    if record.opened.is_some() {
        meaning.push(counts.say(language));
    }
    if !meaning.is_empty() {
        let stop = language.pick("。", ". ");
        lines.push(Line::Remark(meaning.join(&stop)));
    }
    lines
}

/// The reason in a close frame, as a line.
fn reason(frame: Option<&CloseFrame>, language: Language) -> Option<Line> {
    let reason = &frame?.reason;
    (!reason.is_empty()).then(|| Line::Quote(quoted(reason, language)))
}

fn quoted(text: &str, language: Language) -> String {
    let text = shortened(text, MAX_DETAIL);
    match language {
        Language::SimplifiedChinese | Language::English => format!("“{text}”"),
    }
}

/// The lines of what somebody else said, with nothing invisible in them.
pub(super) fn shortened_lines(text: &str) -> impl Iterator<Item = String> {
    let end = text
        .char_indices()
        .nth(MAX_DETAIL)
        .map_or(text.len(), |(at, _)| at);
    text[..end].lines().map(visible)
}

/// What was agreed on: each with its name and a remark.
pub(super) fn negotiated(facts: &ConnectionFacts, language: Language) -> Vec<[String; 3]> {
    let steps = facts.record.steps.iter();
    let mut rows: Vec<_> = steps
        .flat_map(|(_, step)| [reached(step, language), key_log(step, language)])
        .flatten()
        .collect();
    if let (Some(request), Some(reply)) = handshake::heads(&facts.record) {
        let offered = handshake::values(request, "sec-websocket-protocol");
        let chosen = handshake::values(reply, "sec-websocket-protocol");
        rows.extend(chosen_of(Text::Subprotocol, &offered, &chosen, language));
    }
    let agreement = facts.agreement.as_ref();
    let subprotocol = agreement.map(|agreement| &agreement.subprotocol);
    if let Some(name) = subprotocol.filter(|name| !name.is_empty()) {
        let name = shortened(name, MAX_DETAIL);
        rows.push([Text::Subprotocol.say(language), name, String::new()]);
    }
    rows.extend(compression::rows(&facts.record, agreement, language));
    rows
}

/// What a step tells of how the server was reached.
fn reached(step: &Step, language: Language) -> Option<[String; 3]> {
    let (name, value, remark) = match step {
        Step::Reached { address, .. } => (Text::Peer, address.to_string(), String::new()),
        Step::Tunnelled { proxy, .. } => (Text::Proxy, visible(proxy), String::new()),
        Step::Secured {
            version,
            is_verified,
            ..
        } => {
            let remark = if *is_verified {
                Text::Verified
            } else {
                Text::NotVerified
            };
            let version = version.replace("TLSv1_", "TLS 1.");
            (Text::Encryption, version, remark.say(language))
        }
        _ => return None,
    };
    Some([name.say(language), value, remark])
}

/// Where the secrets of TLS are.
fn key_log(step: &Step, language: Language) -> Option<[String; 3]> {
    let Step::Secured {
        key_log: Some(KeyLog { file, fault }),
        ..
    } = step
    else {
        return None;
    };
    let remark = match fault {
        None => Text::KeysLogged.say(language),
        Some(why) => Text::KeysNotLogged(&visible(why)).say(language),
    };
    Some([Text::Keys.say(language), visible(file), remark])
}

/// What the server chose of what was offered, if either is there.
fn chosen_of(
    name: Text<'_>,
    offered: &str,
    chosen: &str,
    language: Language,
) -> Option<[String; 3]> {
    if offered.is_empty() && chosen.is_empty() {
        return None;
    }
    let parts = offered.split(',').filter(|part| !part.trim().is_empty());
    let remark = Text::OfOffered(parts.count()).say(language);
    let chosen = if chosen.is_empty() {
        Text::NoneChosen.say(language)
    } else {
        shortened(chosen, MAX_DETAIL)
    };
    Some([name.say(language), chosen, remark])
}

pub(super) fn statistics(record: &ConnectionRecord, language: Language) -> Vec<[String; 3]> {
    let amount = |name: Text<'_>, amount: Amount| {
        let messages = Text::Messages(amount.messages).say(language);
        let value = format!("{messages} · {}", size(amount.bytes));
        let remark = match amount.control_frames {
            0 => String::new(),
            some => Text::ControlFrames(some).say(language),
        };
        [name.say(language), value, remark]
    };
    let mut rows = vec![
        amount(Text::Sent, record.sent),
        amount(Text::Received, record.received),
    ];
    if let Some(trips) = record.round_trips {
        let remark = Text::RoundTrips {
            count: trips.count,
            shortest: &short_duration(trips.shortest),
            longest: &short_duration(trips.longest),
        };
        let name = Text::RoundTrip.say(language);
        rows.push([name, short_duration(trips.last), remark.say(language)]);
    }
    rows
}
