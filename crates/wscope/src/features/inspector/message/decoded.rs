//! What a message says in the protocol of its connection.

use std::sync::Arc;
use std::task::Poll;

use payload::decoders::{Fault, Unit};
use session::SharedLogMessage;
use session::conversation::{Spoken, decode};

use crate::kit::language::Language;
use crate::kit::task::Task;
use crate::kit::unit_kind::kind_and_name;

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
    pub(super) spoken: Spoken,
    pub(super) stage: Stage,
}

pub(super) enum Stage {
    /// To be decoded beside the window.
    Waiting(Vec<SharedLogMessage>),
    /// It is being decoded.
    Working(Task<Outcome>),
    /// The system has no thread to decode it.
    NoThread,
    /// It is decoded, or cannot be.
    Done(Result<Said, Fault>),
}

type Outcome = Result<(Vec<Unit>, String), Fault>;

pub(super) struct Said {
    /// The first of its parts.
    first: Option<Unit>,
    tree: Arc<[u8]>,
}

impl Said {
    fn new((units, tree): (Vec<Unit>, String)) -> Self {
        Self {
            first: units.into_iter().next(),
            tree: Arc::from(tree.into_bytes()),
        }
    }

    /// What it is in its protocol, in one line.
    pub(super) fn summary(&self, language: Language) -> String {
        let first = self.first.as_ref();
        first.map_or_else(String::new, |unit| {
            kind_and_name(unit.kind, unit.name.as_deref(), language)
        })
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
    pub(super) fn poll(&mut self, context: &egui::Context) -> bool {
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
                self.stage = match outcome {
                    Some(outcome) => Stage::Done(outcome.map(Said::new)),
                    None => Stage::NoThread,
                };
                true
            }
            Stage::NoThread | Stage::Done(_) => false,
        }
    }

    /// What it says, as a JSON text.
    pub(super) fn tree(&self) -> Option<&Arc<[u8]>> {
        match &self.stage {
            Stage::Done(Ok(said)) => Some(&said.tree),
            Stage::NoThread | Stage::Done(Err(_)) | Stage::Waiting(_) | Stage::Working(_) => None,
        }
    }

    /// Whether it has a tree, or may get one.
    pub(super) fn may_have_tree(&self) -> bool {
        !matches!(self.stage, Stage::NoThread | Stage::Done(Err(_)))
    }
}
