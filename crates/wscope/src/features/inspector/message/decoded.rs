//! What a message says in the protocol of its connection.

use std::sync::Arc;
use std::task::Poll;

use egui::{Margin, RichText, Ui};
use payload::decoders::{Fault, Unit};
use session::SharedLogMessage;
use session::conversation::{Partner, Spoken, decode};

use super::MessagePage;
use crate::features::inspector::body::Body;
use crate::features::inspector::command::{Command, Format};
use crate::features::inspector::texts::Text;
use crate::kit::format::short_duration;
use crate::kit::language::Language;
use crate::kit::task::Task;
use crate::kit::theme::{Palette, type_size};

/// Messages up to this size are decoded in the frame in which they are opened, in bytes: it takes a millisecond. Larger ones are
/// decoded beside the window.
const AT_ONCE: usize = 128 * 1024;

/// What is needed to decode a message.
pub struct Decoding {
    /// In which protocol.
    pub spoken: Spoken,
    /// The messages that it is one with, itself among them.
    pub parts: Vec<SharedLogMessage>,
}

/// A message that is decoded, or will be.
pub(super) struct Decoded {
    spoken: Spoken,
    stage: Stage,
}

enum Stage {
    /// To be decoded beside the window.
    Waiting(Vec<SharedLogMessage>),
    /// It is being decoded.
    Working(Task<Outcome>),
    /// It is decoded, or cannot be.
    Done(Result<Said, Fault>),
}

type Outcome = Result<(Vec<Unit>, String), Fault>;

struct Said {
    summary: String,
    tree: Arc<[u8]>,
}

impl Said {
    fn new((units, tree): (Vec<Unit>, String)) -> Self {
        let first = units.into_iter().next();
        Self {
            summary: first.map_or_else(String::new, |unit| {
                let name = unit.name.as_deref().unwrap_or_default();
                format!("{:?} {name}", unit.kind).trim_end().to_lowercase()
            }),
            tree: Arc::from(tree.into_bytes()),
        }
    }
}

impl Decoded {
    /// Decodes a message, or lets it be decoded when it is shown.
    pub(super) fn new(decoding: Decoding) -> Self {
        let bytes: usize = decoding.parts.iter().map(|part| part.len()).sum();
        let stage = if bytes <= AT_ONCE {
            Stage::Done(decode(decoding.spoken.protocol, &decoding.parts).map(Said::new))
        } else {
            Stage::Waiting(decoding.parts)
        };
        Self {
            spoken: decoding.spoken,
            stage,
        }
    }

    /// Goes on decoding. Says whether the tree has come.
    fn poll(&mut self, context: &egui::Context) -> bool {
        match &mut self.stage {
            Stage::Waiting(parts) => {
                let (protocol, parts) = (self.spoken.protocol, std::mem::take(parts));
                let work = async move { decode(protocol, &parts) };
                self.stage = Stage::Working(Task::spawn("wscope-decode", context, work));
                false
            }
            Stage::Working(task) => {
                let Poll::Ready(outcome) = task.poll() else {
                    return false;
                };
                let none = Fault::new("it was not decoded: there is no thread for that");
                self.stage = Stage::Done(outcome.unwrap_or(Err(none)).map(Said::new));
                true
            }
            Stage::Done(_) => false,
        }
    }

    /// What it says, as a JSON text.
    pub(super) fn tree(&self) -> Option<&Arc<[u8]>> {
        match &self.stage {
            Stage::Done(Ok(said)) => Some(&said.tree),
            Stage::Done(Err(_)) | Stage::Waiting(_) | Stage::Working(_) => None,
        }
    }

    /// Whether it has a tree, or may get one.
    pub(super) fn may_have_tree(&self) -> bool {
        !matches!(self.stage, Stage::Done(Err(_)))
    }
}

impl MessagePage {
    /// Goes on decoding, and shows the tree when it has come.
    pub(super) fn decode_on(&mut self, context: &egui::Context) {
        let Some(decoded) = &mut self.decoded else {
            return;
        };
        if decoded.poll(context) && self.body.format() == Some(Format::Json) {
            self.body = Body::message(self.message.clone(), self.tree(), Format::Json);
        }
    }

    /// What it says, as a JSON text, if it was decoded.
    pub(super) fn tree(&self) -> Option<Arc<[u8]>> {
        self.decoded.as_ref()?.tree().cloned()
    }

    /// In which protocol it was decoded, what it is in that, and the call or the answer that belongs to it.
    pub(super) fn about_decoded(
        &self,
        ui: &mut Ui,
        language: Language,
        partner: Option<Partner>,
        commands: &mut Vec<Command>,
    ) {
        let Some(decoded) = &self.decoded else {
            return;
        };
        let palette = Palette::of(ui);
        let name = decoded.spoken.protocol.name();
        let said = match &decoded.stage {
            Stage::Waiting(_) | Stage::Working(_) => Text::Decoding.say(language).into_owned(),
            Stage::Done(Ok(said)) => said.summary.clone(),
            Stage::Done(Err(fault)) => Text::NotDecoded(&fault.to_string()).say(language).into(),
        };
        let is_fault = matches!(decoded.stage, Stage::Done(Err(_)));
        let colour = if is_fault {
            palette.warning
        } else {
            palette.muted
        };
        egui::Frame::new()
            .inner_margin(Margin::symmetric(12, 4))
            .show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    let small = |text: String| RichText::new(text).size(type_size::SMALL);
                    let because = Text::Because(decoded.spoken.because).say(language);
                    ui.label(small(name.to_owned()).strong())
                        .on_hover_text(because);
                    ui.label(small(said).color(colour));
                    if let Some(partner) = partner {
                        let time = short_duration(partner.micros);
                        let text = if partner.is_answer {
                            Text::AnsweredAfter(&time)
                        } else {
                            Text::AnswerAfter(&time)
                        };
                        let link = small(text.say(language).into_owned());
                        let link = ui.link(link.color(ui.visuals().hyperlink_color));
                        if link.clicked() {
                            commands.push(Command::ShowRow(partner.seq.get()));
                        }
                    }
                });
            });
    }
}
