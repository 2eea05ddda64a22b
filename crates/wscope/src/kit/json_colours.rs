//! JSON in colours, as it is typed: what is not JSON yet is coloured as far as it goes.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId};

use crate::kit::theme::Palette;

/// Lays out a text with the colours of its tokens.
pub fn coloured(text: &str, palette: &Palette, font: &FontId) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (length, colour) = token(rest, palette);
        let (head, tail) = rest.split_at(length);
        job.append(head, 0.0, TextFormat::simple(font.clone(), colour));
        rest = tail;
    }
    job
}

/// The length of the token that a text begins with, and its colour. White space goes with what is before it.
fn token(text: &str, palette: &Palette) -> (usize, Color32) {
    let while_is = |is_meant: fn(char) -> bool| text.find(|c| !is_meant(c)).unwrap_or(text.len());
    match text.chars().next().unwrap_or_default() {
        '"' => {
            let length = string(text);
            let is_key = text[length..].trim_start().starts_with(':');
            let colour = if is_key {
                palette.text
            } else {
                palette.received
            };
            (length, colour)
        }
        '-' | '0'..='9' => {
            let is_part = |c: char| matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9');
            (while_is(is_part), palette.warning)
        }
        c if c.is_alphabetic() => {
            let length = while_is(char::is_alphabetic);
            let is_literal = matches!(&text[..length], "true" | "false" | "null");
            let colour = if is_literal {
                palette.literal
            } else {
                palette.text
            };
            (length, colour)
        }
        c if c.is_whitespace() => (while_is(char::is_whitespace), palette.text),
        c => (c.len_utf8(), palette.muted),
    }
}

/// The length of the string that a text begins with, up to its end or that of the text.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use egui::Theme;

    use super::*;

    #[test]
    fn every_token_has_its_colour_and_every_character_is_there() {
        let palette = Palette::of_theme(Theme::Dark);
        #[track_caller]
        fn check(palette: &Palette, text: &str, expected: &[(&str, Color32)]) {
            let job = coloured(text, palette, &FontId::monospace(13.0));
            assert_eq!(job.text, text);
            let sections = job.sections.iter().map(|section| {
                let range = section.byte_range.start.0..section.byte_range.end.0;
                (&job.text[range], section.format.color)
            });
            let sections = sections.map(|(text, colour)| (text.trim(), colour));
            let seen: Vec<_> = sections.filter(|(text, _)| !text.is_empty()).collect();
            assert_eq!(seen, expected, "{text}");
        }
        let Palette {
            text,
            received,
            warning,
            literal,
            muted,
            ..
        } = palette;
        check(
            &palette,
            r#"{"a" : -1.5e3, "b": [true,"c\"d"]}"#,
            &[
                ("{", muted),
                (r#""a""#, text),
                (":", muted),
                ("-1.5e3", warning),
                (",", muted),
                (r#""b""#, text),
                (":", muted),
                ("[", muted),
                ("true", literal),
                (",", muted),
                (r#""c\"d""#, received),
                ("]}", muted),
            ],
        );
        check(&palette, "\"中", &[("\"中", received)]);
        check(&palette, "\"a\\", &[("\"a\\", received)]);
        check(&palette, "中 nul", &[("中 nul", text)]);
    }
}
