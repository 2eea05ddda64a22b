//! One row of the list of frames.

use egui::{FontId, Ui};
use message_log::{Direction, Seq, Timestamp};
use payload::visible::{Line, PREVIEW_BYTES, hex_preview, text_preview};
use session::{Belonging, Fault, Session};
use virtual_list::VisibleRow;
use wire::{FrameHead, Opcode, apply_mask};

use super::columns::{Column, Columns};
use super::texts::Text;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::list_row::{PADDING, paint_arrow, paint_cell, paint_ground};
use crate::kit::marked_line::layout;
use crate::kit::theme::{Palette, type_size};
use crate::kit::times::Times;

/// What a row shows, copied out of the record.
pub(super) struct Row {
    number: u64,
    direction: Direction,
    time: String,
    opcode: String,
    flags: String,
    length: String,
    message: Option<u64>,
    payload: Line,
    /// Whether the payload is told in words of ours.
    is_prose: bool,
    fault: Option<Fault>,
}

/// How rows are written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) language: Language,
    pub(super) times: Times,
    pub(super) began: Option<Timestamp>,
    pub(super) is_narrow: bool,
}

impl Row {
    /// Copies what is needed of a frame; `None` if it is gone.
    pub(super) fn read(session: &Session, seq: Seq, style: &Style) -> Option<Self> {
        let Style { language, .. } = *style;
        let (mut row, message) = session.with_frames(|frames| {
            let frame = frames.log().get(seq)?;
            let (head, head_size) = FrameHead::parse(frame.payload)?;
            let belonging = frames.belonging(frame.direction, seq, &head);
            let (payload, is_prose) =
                preview(&head, &frame.payload[head_size..], &belonging, language);
            let row = Self {
                number: seq.get(),
                direction: frame.direction,
                time: style.times.written(frame.at, style.began, style.is_narrow),
                opcode: Text::Name(head.opcode).say(language).into_owned(),
                flags: flags(&head),
                length: size(head.length),
                message: None,
                payload,
                is_prose,
                fault: frames.fault(seq),
            };
            Some((row, belonging.message))
        })?;
        row.message = message.and_then(|message| session.with_log(|log| log.number_of(message)));
        Some(row)
    }

    /// Paints it into its place.
    pub(super) fn paint(&self, ui: &Ui, row: &VisibleRow, columns: &Columns) {
        let palette = Palette::of(ui);
        paint_ground(ui, row, &palette);
        let message = self.message.map(|number| format!("#{number}"));
        let opcode = if self.fault.is_some() {
            palette.error
        } else {
            palette.text
        };
        let cells = [
            (Column::Number, Some(self.number.to_string()), palette.muted),
            (Column::Time, Some(self.time.clone()), palette.muted),
            (Column::Opcode, Some(self.opcode.clone()), opcode),
            (Column::Flags, Some(self.flags.clone()), palette.muted),
            (Column::Length, Some(self.length.clone()), palette.muted),
            (Column::Message, message, palette.muted),
        ];
        for (column, text, colour) in cells {
            if let (Some(place), Some(text)) = (columns.place(column), text) {
                let font = match column {
                    Column::Opcode => FontId::proportional(type_size::BODY),
                    _ => FontId::monospace(type_size::BODY),
                };
                paint_cell(ui, row.rect, place, column.side(), (text, font), colour);
            }
        }
        if let Some(place) = columns.place(Column::Direction) {
            let middle = egui::pos2(place.center(), row.rect.center().y);
            paint_arrow(ui, middle, self.direction, type_size::BODY);
        }
        if let Some(place) = columns.place(Column::Payload) {
            let (font, colour) = if self.is_prose {
                (FontId::proportional(type_size::BODY), palette.muted)
            } else {
                (FontId::monospace(type_size::BODY), palette.text)
            };
            let width = place.span() - 2.0 * PADDING.x;
            let preview = layout(ui, &self.payload, &font, colour, width);
            let top = row.rect.center().y - preview.size().y / 2.0;
            let at = egui::pos2(place.min, top) + PADDING;
            ui.painter().galley(at, preview, colour);
        }
    }

    /// What a screen reader says of it.
    pub(super) fn describe(&self, language: Language) -> String {
        let text = Text::Row {
            number: self.number,
            is_sent: self.direction == Direction::Sent,
            opcode: &self.opcode,
            flags: &self.flags,
            length: &self.length,
            message: self.message,
            payload: &self.payload.text,
            fault: self.fault,
        };
        text.say(language).into_owned()
    }
}

/// Which bits of a head are set, by the names of the standard.
pub(super) fn flags(head: &FrameHead) -> String {
    let bits = [
        (head.is_final, "FIN"),
        (head.reserved & 4 != 0, "RSV1"),
        (head.reserved & 2 != 0, "RSV2"),
        (head.reserved & 1 != 0, "RSV3"),
        (head.mask.is_some(), "MASK"),
    ];
    let set = bits.iter().filter(|(is_set, _)| *is_set);
    let names: Vec<_> = set.map(|(_, name)| *name).collect();
    names.join(" ")
}

/// The beginning of a payload as it reads, and whether these are words of ours.
fn preview(
    head: &FrameHead,
    payload: &[u8],
    belonging: &Belonging,
    language: Language,
) -> (Line, bool) {
    let words = |text: Text<'_>| {
        let line = text_preview(text.say(language).as_bytes(), &[]);
        (line, true)
    };
    if payload.is_empty() {
        return words(Text::Empty);
    }
    if belonging.is_compressed {
        return words(Text::Compressed);
    }
    // One byte more, so that it is seen that the payload goes on.
    let mut shown = payload[..payload.len().min(PREVIEW_BYTES + 1)].to_vec();
    apply_mask(&mut shown, head.mask.unwrap_or_default());
    if head.opcode == Opcode::Close
        && let Some((code, reason)) = shown.split_first_chunk::<2>()
    {
        let code = u16::from_be_bytes(*code);
        if reason.is_empty() {
            return (text_preview(code.to_string().as_bytes(), &[]), false);
        }
        let mut line = text_preview(reason, &[]);
        line.prepend(&format!("{code} "));
        return (line, false);
    }
    if belonging.is_text {
        (text_preview(&shown, &[]), false)
    } else {
        (hex_preview(&shown, &[]), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_reads_as_what_it_is() {
        #[track_caller]
        fn check(head: FrameHead, payload: &[u8], belonging: Belonging, expected: &str) {
            let bytes = wire::frame(&head, payload);
            let shown = &bytes[head.encode().len()..];
            let (line, _) = preview(&head, shown, &belonging, Language::English);
            assert_eq!(line.text, expected);
        }
        let masked = |opcode, length| FrameHead {
            mask: Some([9, 8, 7, 6]),
            ..FrameHead::whole(opcode, length)
        };
        let text = Belonging {
            is_text: true,
            ..Belonging::default()
        };
        let compressed = Belonging {
            is_compressed: true,
            ..text
        };
        let other = Belonging::default();
        check(masked(Opcode::Text, 5), b"hello", text, "hello");
        check(masked(Opcode::Continuation, 2), b"lo", text, "lo");
        check(masked(Opcode::Binary, 2), &[0xde, 0xad], other, "de ad");
        check(
            masked(Opcode::Text, 3),
            &[1, 2, 3],
            compressed,
            "(compressed)",
        );
        check(masked(Opcode::Ping, 0), b"", other, "(empty)");
        let close = FrameHead::whole(Opcode::Close, 5);
        check(close, b"\x03\xe8bye", other, "1000 bye");
        check(FrameHead::whole(Opcode::Close, 1), b"\x03", other, "03");
    }

    #[test]
    fn set_bits_have_their_names() {
        let mut head = FrameHead::whole(Opcode::Text, 0);
        assert_eq!(flags(&head), "FIN");
        head.reserved = 5;
        head.mask = Some([0; 4]);
        assert_eq!(flags(&head), "FIN RSV1 RSV3 MASK");
        head.is_final = false;
        head.reserved = 0;
        head.mask = None;
        assert_eq!(flags(&head), "");
    }
}
