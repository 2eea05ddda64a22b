//! What compression came to, and what other parameters would have made of the same messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::Poll;

use egui::{Context, Ui};
use message_log::Seq;
use session::{Compressed, Compression, Reader};

use super::super::command::Command;
use super::parts::{pairs, remark, section};
use crate::IN_BROWSER;
use crate::kit::button::command_button;
use crate::kit::format::{count, counted, size};
use crate::kit::language::Language;
use crate::kit::task::Task;

#[cfg(not(target_arch = "wasm32"))]
use session::CompressionTable;

/// The table is computed on native only.
#[cfg(target_arch = "wasm32")]
type CompressionTable = std::convert::Infallible;

/// The table of what other parameters would have given: as far as it has come.
#[derive(Default)]
pub struct ParameterTable {
    state: State,
}

#[derive(Default)]
#[cfg_attr(
    target_arch = "wasm32",
    expect(dead_code, reason = "a page computes no table")
)]
enum State {
    /// Nobody has asked for it.
    #[default]
    None,
    Running(Running),
    Done(Arc<CompressionTable>),
    /// It could not be computed.
    Failed,
}

struct Running {
    task: Task<Option<CompressionTable>>,
    /// So many percent are done.
    percent: Arc<AtomicU32>,
    /// Set when nobody waits any more.
    is_over: Arc<AtomicBool>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

/// As much of it as can be shown.
#[derive(Clone, Default)]
pub enum ShownTable {
    /// Nobody has asked for it.
    #[default]
    None,
    /// So many percent are done.
    Running(u32),
    /// All of it.
    Done(Arc<CompressionTable>),
    /// It could not be computed.
    Failed,
}

impl ParameterTable {
    /// Begins to compute it for the messages from `first` on.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn begin(&mut self, reader: Reader, first: Seq, context: &Context) {
        let (percent, is_over) = (
            Arc::new(AtomicU32::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (told, asked, repainting) =
            (Arc::clone(&percent), Arc::clone(&is_over), context.clone());
        let task = Task::spawn("wscope-compression", context, async move {
            session::compression_table(&reader, first, |share| {
                told.store((share * 100.0) as u32, Ordering::Relaxed);
                repainting.request_repaint();
                !asked.load(Ordering::Relaxed)
            })
        });
        self.state = State::Running(Running {
            task,
            percent,
            is_over,
        });
    }

    /// A page is too small for it.
    #[cfg(target_arch = "wasm32")]
    pub fn begin(&mut self, _reader: Reader, _first: Seq, _context: &Context) {
        self.state = State::Failed;
    }

    /// How far it has come.
    pub fn poll(&mut self) -> ShownTable {
        if let State::Running(running) = &self.state
            && let Poll::Ready(result) = running.task.poll()
        {
            self.state = match result.flatten() {
                Some(table) => State::Done(Arc::new(table)),
                None => State::Failed,
            };
        }
        match &self.state {
            State::None => ShownTable::None,
            State::Running(running) => ShownTable::Running(running.percent.load(Ordering::Relaxed)),
            State::Done(table) => ShownTable::Done(Arc::clone(table)),
            State::Failed => ShownTable::Failed,
        }
    }
}

/// What the section shows.
#[derive(Clone, Default)]
pub struct CompressionFacts {
    /// What was agreed on, and what came of it; `None` where nothing was.
    pub compression: Option<Compression>,
    /// What other parameters would have given.
    pub table: ShownTable,
}

/// Shows the section.
pub(super) fn show(
    ui: &mut Ui,
    language: Language,
    facts: &CompressionFacts,
    commands: &mut Vec<Command>,
) {
    if IN_BROWSER {
        return;
    }
    section(ui, &language.pick("压缩", "Compression"), |_| {});
    if let Some(compression) = &facts.compression {
        let rows = [
            line(&language.pick("已发送", "Sent"), compression.sent, language),
            line(
                &language.pick("已接收", "Received"),
                compression.received,
                language,
            ),
        ];
        pairs(ui, &rows);
    }
    match &facts.table {
        ShownTable::None => {}
        ShownTable::Running(percent) => {
            let text = language.pick("正在比较压缩参数…", "Comparing parameters…");
            remark(ui, format!("{text} {percent} %"));
            return;
        }
        ShownTable::Failed => {
            remark(ui, language.pick("无法比较", "The comparison failed"));
        }
        ShownTable::Done(table) => show_table(ui, language, table, facts.compression.as_ref()),
    }
    command_button(ui, language, Command::CompareParameters, Ok(()), commands);
}

/// A name, what payloads came to on the wire, and how much that is of them.
fn line(name: &str, compressed: Compressed, language: Language) -> [String; 3] {
    let Compressed {
        messages,
        payload,
        on_wire,
    } = compressed;
    let value = format!(
        "{} → {} · {}",
        size(payload),
        size(on_wire),
        share(on_wire, payload)
    );
    let messages = match language {
        Language::SimplifiedChinese => format!("{} 条消息", count(messages)),
        Language::English => counted(messages, "message", "messages"),
    };
    [name.to_owned(), value, messages]
}

/// How much of the whole it is; empty if there is nothing.
fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{:.1} %", part as f64 / whole as f64 * 100.0),
    }
}

#[cfg(target_arch = "wasm32")]
fn show_table(_: &mut Ui, _: Language, table: &CompressionTable, _: Option<&Compression>) {
    match *table {}
}

#[cfg(not(target_arch = "wasm32"))]
fn show_table(
    ui: &mut Ui,
    language: Language,
    table: &CompressionTable,
    compression: Option<&Compression>,
) {
    use crate::kit::theme::{Palette, data, type_size};
    use egui::{Grid, Label, RichText};

    let palette = Palette::of(ui);
    let small = |text: String| {
        RichText::new(text)
            .size(type_size::SMALL)
            .color(palette.muted)
    };
    remark(
        ui,
        language.pick(
            "同样的消息使用其他参数时，线路上的字节数占负载的比例：保留上下文 / 不保留",
            "The same messages with other parameters, as a share of their payloads: with context takeover / without",
        ),
    );
    Grid::new("compression-parameters")
        .num_columns(5)
        .spacing([12.0, 2.0])
        .show(ui, |ui| {
            let heads = [
                language.pick("窗口", "Window"),
                language.pick("已发送", "Sent"),
                "".into(),
                language.pick("已接收", "Received"),
                "".into(),
            ];
            for head in heads {
                ui.label(small(head.into_owned()));
            }
            ui.end_row();
            let rows = table.sent.sizes.iter().zip(&table.received.sizes);
            for (bits, (sent, received)) in CompressionTable::windows().zip(rows) {
                ui.label(small(format!("{bits} · {}", size(1 << bits))));
                for (bytes, column, is_agreed) in [
                    (sent.0, &table.sent, agreed_sent(compression, bits, true)),
                    (sent.1, &table.sent, agreed_sent(compression, bits, false)),
                    (
                        received.0,
                        &table.received,
                        agreed_received(compression, bits, true),
                    ),
                    (
                        received.1,
                        &table.received,
                        agreed_received(compression, bits, false),
                    ),
                ] {
                    let mut text = RichText::new(share(bytes, column.payload)).font(data());
                    if is_agreed {
                        text = text.color(palette.accent).underline();
                    }
                    ui.add(Label::new(text)).on_hover_text(size(bytes));
                }
                ui.end_row();
            }
        });
    if compression.is_some() {
        let text = language.pick("带下划线：已协商的参数", "Underlined: what was agreed on");
        remark(ui, text);
    }
    if table.is_partial {
        let limit = size(session::MAX_COMPARED);
        let text = match language {
            Language::SimplifiedChinese => format!("每个方向只比较前 {limit}"),
            Language::English => format!("Of each direction, the first {limit} were compared"),
        };
        remark(ui, text);
    }
}

/// Whether this is how the messages were sent.
#[cfg(not(target_arch = "wasm32"))]
fn agreed_sent(compression: Option<&Compression>, bits: u8, keeps_context: bool) -> bool {
    compression.is_some_and(|compression| {
        let agreed = compression.agreed;
        (
            agreed.client_max_window_bits,
            !agreed.client_no_context_takeover,
        ) == (bits, keeps_context)
    })
}

/// Whether this is how they were received.
#[cfg(not(target_arch = "wasm32"))]
fn agreed_received(compression: Option<&Compression>, bits: u8, keeps_context: bool) -> bool {
    compression.is_some_and(|compression| {
        let agreed = compression.agreed;
        (
            agreed.server_max_window_bits,
            !agreed.server_no_context_takeover,
        ) == (bits, keeps_context)
    })
}
