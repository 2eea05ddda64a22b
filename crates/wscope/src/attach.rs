//! A file on its way to be sent: chosen in a dialog or dropped onto the window, and read elsewhere than in a frame.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use connection::MAX_MESSAGE_BYTES;

#[cfg_attr(target_arch = "wasm32", path = "attach/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "attach/native.rs")]
mod platform;

/// What is sent instead of the text in the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Where it is from.
    pub source: Source,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

/// Where what is attached is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file by this name, without its folder, read whole.
    File(String),
    /// A text that is too long for the field.
    Text,
}

impl Attachment {
    /// A text that is too long for the field.
    pub fn text(text: String) -> Self {
        Self {
            source: Source::Text,
            bytes: text.into_bytes().into(),
        }
    }

    /// Whether it is a text, which becomes a message as one that was typed would.
    pub fn is_text(&self) -> bool {
        self.source == Source::Text
    }
}

/// Why a file cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachError {
    /// It is larger than a message may be.
    TooLarge {
        /// Its size, in bytes.
        bytes: u64,
    },
    /// It cannot be read, in the system's words.
    Unreadable(String),
}

/// What came of it; `None` if no file was chosen.
type Outcome = Option<Result<Attachment, AttachError>>;

/// A file that is being chosen or read.
#[derive(Debug)]
pub struct Attaching(Receiver<Outcome>);

impl Attaching {
    /// Lets the person choose a file with the system's dialog.
    pub fn browse(context: &egui::Context) -> Self {
        Self::start(context, platform::browse)
    }

    /// Reads a file that was dropped onto the window.
    pub fn dropped(file: egui::DroppedFileHandle, context: &egui::Context) -> Self {
        Self::start(context, |done| platform::read(file, done))
    }

    fn start(context: &egui::Context, work: impl FnOnce(Done)) -> Self {
        let (sender, receiver) = sync_channel(1);
        work(Done {
            sender,
            context: context.clone(),
        });
        Self(receiver)
    }

    /// What came of it, once: `None` while it goes on.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.0.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            // The dialog went away without a word.
            Err(TryRecvError::Disconnected) => Some(None),
        }
    }
}

/// Where the file is handed over.
struct Done {
    sender: SyncSender<Outcome>,
    context: egui::Context,
}

impl Done {
    fn tell(self, outcome: Outcome) {
        // Whoever waited may have closed the window.
        self.sender.send(outcome).ok();
        self.context.request_repaint();
    }
}

fn check(name: String, bytes: Vec<u8>) -> Result<Attachment, AttachError> {
    if bytes.len() > MAX_MESSAGE_BYTES {
        let bytes = bytes.len() as u64;
        return Err(AttachError::TooLarge { bytes });
    }
    Ok(Attachment {
        source: Source::File(name),
        bytes: bytes.into(),
    })
}
