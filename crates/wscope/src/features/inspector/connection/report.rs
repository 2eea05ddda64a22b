//! The page as a text.

use super::facts::{ConnectionFacts, Line, explanation, negotiated, statistics, title};
use super::texts::Text;
use super::{handshake, timing};
use crate::kit::format::{date_and_time, short_duration};
use crate::kit::language::Language;
use crate::kit::theme::Palette;

/// Writes what the page shows, to be sent to somebody. Credentials are masked already.
pub(in super::super) fn write(facts: &ConnectionFacts, language: Language) -> String {
    let record = &facts.record;
    let palette = Palette::of_theme(egui::Theme::Light);
    let (title, _, _) = title(record, language, &palette);
    let mut lines = vec![
        format!("{} {}", date_and_time(record.began), record.address),
        title,
    ];
    lines.extend(
        explanation(facts, language)
            .into_iter()
            .map(|line| match line {
                Line::Quote(text) | Line::Remark(text) | Line::Raw(text) => text,
            }),
    );
    let mut section = |title: Text<'_>, rows: Vec<String>| {
        if !rows.is_empty() {
            lines.extend([String::new(), title.say(language)]);
            lines.extend(rows);
        }
    };
    let stretches = timing::stretches(record, language);
    let rows = stretches.iter().map(|stretch| {
        let (start, time) = (stretch.start, stretch.micros);
        format!(
            "{} {} (+{})",
            stretch.name,
            short_duration(time),
            short_duration(start)
        )
    });
    section(Text::Timing, rows.collect());
    let row =
        |[name, value, remark]: [String; 3]| format!("{name}: {value} {remark}").trim().to_owned();
    let rows = negotiated(facts, language).into_iter().map(row);
    section(Text::Negotiated, rows.collect());
    let (request, answer) = handshake::heads(record);
    for (title, head) in [(Text::Request, request), (Text::Response, answer)] {
        let head = head
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.is_empty());
        section(title, head.map(str::to_owned).collect());
    }
    let rows = statistics(record, language).into_iter().map(row);
    section(Text::Statistics, rows.collect());
    lines.join("\n")
}
