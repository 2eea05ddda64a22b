//! What compression came to, and what other parameters would have made of the same messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use egui::{Context, Grid, Label, RichText, Ui};
use message_log::Seq;
use session::{Compressed, Compression, CompressionTable, Reader};
use wire::deflate::SideParameters;

use super::super::command::Command;
use super::parts::{pairs, remark, section};
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::button::command_button;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::task::Task;
use crate::kit::theme::{Palette, data, type_size};

/// The table of what other parameters would have given: as far as it has come.
#[derive(Default)]
pub struct ParameterTable {
    /// The name of the first event of the connection that it is about.
    first: Option<Seq>,
    state: State,
}

#[derive(Default)]
#[cfg_attr(
    target_arch = "wasm32",
    expect(dead_code, reason = "a page computes no table")
)]
enum State {
    /// It was not asked for.
    #[default]
    None,
    Running(Running),
    Done(CompressionTable),
    /// It could not be computed.
    Failed,
}

struct Running {
    task: Task<Option<CompressionTable>>,
    /// So many percent are done. The work ends when this is gone: nobody waits for it any more.
    percent: Arc<AtomicU32>,
}

impl ParameterTable {
    /// Begins to compute it for the messages from `first` on.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn begin(&mut self, reader: Reader, first: Seq, context: &Context) {
        let percent = Arc::new(AtomicU32::new(0));
        let (told, repainting) = (Arc::downgrade(&percent), context.clone());
        let task = Task::spawn("wscope-compression", context, async move {
            session::compression_table(&reader, first, |share| {
                let Some(percent) = told.upgrade() else {
                    return false;
                };
                percent.store((share * 100.0) as u32, Ordering::Relaxed);
                repainting.request_repaint();
                true
            })
        });
        self.first = Some(first);
        self.state = State::Running(Running { task, percent });
    }

    /// A page is too small for it.
    #[cfg(target_arch = "wasm32")]
    pub fn begin(&mut self, _reader: Reader, first: Seq, _context: &Context) {
        self.first = Some(first);
        self.state = State::Failed;
    }

    /// Takes over what has been computed. Asked once a frame, with the first event of the connection that is shown: a table of
    /// another one goes.
    pub fn poll(&mut self, shown: Seq) {
        if self.first.is_some_and(|first| first != shown) {
            *self = Self::default();
        }
        if let State::Running(running) = &self.state
            && let Poll::Ready(result) = running.task.poll()
        {
            self.state = result.flatten().map_or(State::Failed, State::Done);
        }
    }
}

/// Shows what came of compression, if that was agreed on, and what other parameters would have given.
pub(super) fn show(
    ui: &mut Ui,
    language: Language,
    compression: Option<&Compression>,
    table: &ParameterTable,
    commands: &mut Vec<Command>,
) {
    if IN_BROWSER {
        return;
    }
    section(ui, &Text::Compression.say(language), |_| {});
    if let Some(compression) = compression {
        let rows = [
            line(Text::Sent, compression.sent, language),
            line(Text::Received, compression.received, language),
        ];
        pairs(ui, &rows);
    }
    match &table.state {
        State::None => {}
        State::Running(running) => {
            let percent = running.percent.load(Ordering::Relaxed);
            remark(ui, Text::ComparingParameters(percent).say(language));
            return;
        }
        State::Failed => {
            remark(ui, Text::ComparisonFailed.say(language));
        }
        State::Done(table) => show_table(ui, language, table, compression),
    }
    command_button(ui, language, Command::CompareParameters, Ok(()), commands);
}

/// A name, what payloads came to on the wire, and how much that is of them.
fn line(name: Text<'_>, compressed: Compressed, language: Language) -> [String; 3] {
    let Compressed {
        messages,
        payload,
        on_wire,
    } = compressed;
    let (before, after) = (size(payload), size(on_wire));
    let value = format!("{before} → {after} · {}", share(on_wire, payload));
    let messages = Text::Messages(messages).say(language);
    [name.say(language), value, messages]
}

/// How much of the whole it is; a dash if there is nothing.
fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{:.1} %", part as f64 / whole as f64 * 100.0),
    }
}

fn show_table(
    ui: &mut Ui,
    language: Language,
    table: &CompressionTable,
    compression: Option<&Compression>,
) {
    remark(ui, Text::ParametersShown.say(language));
    Grid::new("compression-parameters")
        .num_columns(5)
        .spacing([12.0, 2.0])
        .show(ui, |ui| rows(ui, language, table, compression));
    if compression.is_some() {
        remark(ui, Text::AgreedUnderlined.say(language));
    }
    if table.is_partial {
        let limit = size(session::MAX_COMPARED);
        remark(ui, Text::FirstCompared(&limit).say(language));
    }
}

/// A row for each window: two cells for what was sent, and two for what was received.
fn rows(
    ui: &mut Ui,
    language: Language,
    table: &CompressionTable,
    compression: Option<&Compression>,
) {
    let palette = Palette::of(ui);
    let small = |text: String| {
        RichText::new(text)
            .size(type_size::SMALL)
            .color(palette.muted)
    };
    let say = |text: Text<'_>| text.say(language);
    let none = String::new;
    for head in [
        say(Text::Window),
        say(Text::Sent),
        none(),
        say(Text::Received),
        none(),
    ] {
        ui.label(small(head));
    }
    ui.end_row();
    let columns = [
        (&table.sent, compression.map(|it| it.agreed.of_client())),
        (&table.received, compression.map(|it| it.agreed.of_server())),
    ];
    for (row, window_bits) in CompressionTable::windows().enumerate() {
        ui.label(small(format!("{window_bits} · {}", size(1 << window_bits))));
        for (column, agreed) in columns {
            let (with_context, without) = column.sizes[row];
            for (bytes, keeps_context) in [(with_context, true), (without, false)] {
                let side = SideParameters {
                    window_bits,
                    keeps_context,
                };
                let mut text = RichText::new(share(bytes, column.payload)).font(data());
                if agreed == Some(side) {
                    text = text.color(palette.accent).underline();
                }
                ui.add(Label::new(text)).on_hover_text(size(bytes));
            }
        }
        ui.end_row();
    }
}
