//! The diagram as a picture in SVG, of all rows, not only of those that are seen.

use std::fmt::Write as _;

use message_log::{Direction, PageView, Seq, Timestamp};
use payload::decoders::Protocol;
use session::{Fold, LogMessage, Reader};

use super::MAX_ARROWS;
use super::way::Way;
use crate::features::messages::fold::{FoldMark, is_heartbeat};
use crate::features::messages::texts::Text;
use crate::features::messages::words;
use crate::kit::format::time_of_day;
use crate::kit::language::Language;
use crate::kit::times::delta;

/// So many characters of a row are written: more have no room between the sides.
const MAX_CHARACTERS: usize = 80;

/// Sizes, in points.
const WIDTH: u32 = 900;
const CLIENT: u32 = 150;
const SERVER: u32 = 820;
const HEAD: u32 = 48;
const ROW: u32 = 36;
/// Where in a row its text and its arrow are.
const TEXT: u32 = 20;
const ARROW: u32 = 28;

/// The rows that are drawn.
pub struct FlowPicture<P> {
    /// Which rows.
    pub rows: DrawnRows,
    /// The language to speak.
    pub language: Language,
    /// The protocol of a message.
    pub protocol: P,
}

/// The rows of a picture, as the list shows them.
pub struct DrawnRows {
    /// Reads them.
    pub reader: Reader,
    /// Each, with what is folded into it. More than are drawn need not be there: one more says that there are.
    pub rows: Vec<(Seq, Option<Fold>)>,
}

/// A picture that is done.
pub struct Drawn {
    /// The text of the file.
    pub svg: String,
    /// Whether there were more rows than are drawn.
    pub is_cut: bool,
}

impl<P: Fn(Seq) -> Option<&'static dyn Protocol>> FlowPicture<P> {
    /// Draws it. It takes a moment where there are many rows.
    pub fn draw(&self) -> Drawn {
        let mut rows = String::new();
        let (mut drawn, mut before, mut page) = (0_u32, None, None);
        let is_cut = self.rows.rows.len() as u64 > MAX_ARROWS;
        for (seq, fold) in self.rows.rows.iter().take(MAX_ARROWS as usize) {
            // Most rows lie in the page of the row before.
            let known = page.take_if(|page: &mut PageView<_>| page.seqs().contains(seq));
            let Some(found) = known.or_else(|| self.rows.reader.page_from(*seq)) else {
                break;
            };
            // It may be dropped meanwhile.
            if let Some(message) = found.get(*seq) {
                self.row(&mut rows, (&message, *fold), HEAD + drawn * ROW, before);
                before = Some(message.at);
                drawn += 1;
            }
            page = Some(found);
        }
        let end = HEAD + drawn * ROW;
        if is_cut {
            let text = Text::FlowIsCut { limit: MAX_ARROWS }.say(self.language);
            write_text(&mut rows, (WIDTH / 2, end + TEXT), "note", "middle", &text);
        }
        let svg = self.whole(&rows, end, end + ROW);
        Drawn { svg, is_cut }
    }

    fn row(
        &self,
        svg: &mut String,
        (message, fold): (&LogMessage<'_>, Option<Fold>),
        top: u32,
        before: Option<Timestamp>,
    ) {
        write_text(
            svg,
            (8, top + 16),
            "time",
            "start",
            &time_of_day(message.at),
        );
        if let Some(before) = before {
            let text = delta(before, message.at);
            write_text(svg, (8, top + 30), "time", "start", &text);
        }
        let way = Way::of(message.direction, message.event);
        let class = match message.direction {
            Direction::Sent => "sent",
            Direction::Received => "received",
            Direction::Local => "event",
        };
        let middle = u32::midpoint(CLIENT, SERVER);
        let text = self.words(message, fold);
        write_text(svg, (middle, top + TEXT), class, "middle", &text);
        let (from, to) = match way {
            Way::ToServer => (CLIENT, SERVER),
            Way::ToClient => (SERVER, CLIENT),
            Way::Nowhere => return,
        };
        let y = top + ARROW;
        // Writing into a text cannot fail.
        writeln!(svg, r#"<path class="{class}" d="M{from} {y}H{to}"/>"#).ok();
    }

    /// What a row says, in one line, after what is folded into it.
    fn words(&self, message: &LogMessage<'_>, fold: Option<Fold>) -> String {
        let said = words::said(message, self.language, &self.protocol);
        let kind = said.as_ref().map(|(kind, _)| *kind);
        let mut text = match said {
            Some((_, summary)) => summary,
            None => words::shown(message, self.language, None).text,
        };
        if let Some(fold) = fold {
            let fold = FoldMark::new(fold, is_heartbeat(kind, message.kind), self.language);
            text = format!("{} · {text}", fold.words());
        }
        payload::visible::shortened(&text, MAX_CHARACTERS)
    }

    fn whole(&self, rows: &str, end: u32, height: u32) -> String {
        let mut svg = String::with_capacity(rows.len() + 4096);
        writeln!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">"#
        )
        .ok();
        svg.push_str(STYLE);
        for (x, text) in [(CLIENT, Text::Client), (SERVER, Text::Server)] {
            writeln!(svg, r#"<path class="side" d="M{x} 36V{end}"/>"#).ok();
            writeln!(
                svg,
                r#"<rect class="side" x="{}" y="8" width="80" height="28" rx="4"/>"#,
                x - 40
            )
            .ok();
            let text = text.say(self.language);
            write_text(&mut svg, (x, 27), "name", "middle", &text);
        }
        svg.push_str(rows);
        svg.push_str("</svg>\n");
        svg
    }
}

/// The look: that of the window on a light ground, and the heads of arrows.
const STYLE: &str = r##"<style>
svg{background:#fff;font:13px monospace}
text{fill:#1b1f24}
.time{fill:#556070;font-size:11px}
.name{font:bold 13px sans-serif}
.side{stroke:#848d9a;fill:#f5f7f9}
path{stroke-width:1.5;fill:none;marker-end:url(#head)}
path.side{marker-end:none}
path.sent{stroke:#1658b4}
path.received{stroke:#147034}
path.event{stroke:#556070;stroke-dasharray:5 4}
text.event,text.note{fill:#556070;font-family:sans-serif}
</style>
<defs><marker id="head" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="8" refX="9" refY="4" orient="auto"><path style="marker-end:none;fill:#556070;stroke:none" d="M0 0L9 4L0 8Z"/></marker></defs>
"##;

/// Writes a text at its place, escaped.
fn write_text(svg: &mut String, (x, y): (u32, u32), class: &str, anchor: &str, text: &str) {
    write!(
        svg,
        r#"<text class="{class}" x="{x}" y="{y}" text-anchor="{anchor}" xml:space="preserve">"#
    )
    .ok();
    escape(svg, text);
    svg.push_str("</text>\n");
}

/// Writes a text as XML 1.0 has it in an element. What no document may have is replaced.
fn escape(svg: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => svg.push_str("&amp;"),
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '\t' => svg.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => svg.push('\u{fffd}'),
            other => svg.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_as_xml_wants_it() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let mut svg = String::new();
            escape(&mut svg, text);
            assert_eq!(svg, expected);
        }
        check("plain 文本", "plain 文本");
        check("<script>&amp;", "&lt;script&gt;&amp;amp;");
        check("]]>", "]]&gt;");
        check("a\tb\u{1}\u{0}\u{ffff}", "a b\u{fffd}\u{fffd}\u{fffd}");
    }
}
