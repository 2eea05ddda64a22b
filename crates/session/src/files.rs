//! Sessions as files: written, read, and exchanged with other programs.
//!
//! # The format
//!
//! `*.wscope.jsonl` has one JSON object a line. The first is a [`Header`]; each of the others is a message, an event, or a
//! frame, in the order in which they were recorded; the last frame of a message comes after the message, and names it:
//!
//! ```text
//! {"format":"wscope","version":1,"program":"wscope 0.1.0","created":1700000000000000,"address":"ws://localhost:4000/"}
//! {"number":4,"time":1700000000000000,"direction":"sent","kind":"text","text":"hello"}
//! {"number":5,"time":1700000000000301,"direction":"received","kind":"binary","base64":"AP8="}
//! {"time":1700000000000299,"direction":"received","kind":"frame","base64":"ggIA/w==","message":5}
//! {"number":6,"time":1700000000100544,"direction":"local","kind":"event","event":{"type":"closed-by-us","frame":null}}
//! ```
//!
//! The lines after the header are those that `wsc` writes, so what it wrote can be opened too; a missing header is no fault.
//! Nothing is lost by writing and reading: text that is not UTF-8 is written as bytes, and fields that this version does not
//! know are kept and written again. A file that ends in the middle of a line, as after a crash, is read up to there, and so is one whose
//! compressed data breaks off or is damaged.
//!
//! What is read is bounded, whatever stands in a file: a payload is at most as large as a message that is sent (64 MiB), what stands beside
//! it or in an event takes at most 1 MiB, and the heads of the handshakes in a HAR together 64 MiB. What is larger is left out, and told
//! with its line; the rest is read: of a line with too much that this version does not know, the message is. So reading takes less than
//! 320 MiB.
//!
//! # The decision that shaped it
//!
//! Reading is pushed, not pulled: [`read`] tells a [`Sink`] what is in a file, as it comes. So a file is never held whole, a HAR
//! with several sockets needs no other mechanism, and converting one file into another is a sink that writes.
//!
//! A session that is not compressed is not read into memory either: [`open`] reads its file once and tells which lines are where,
//! and [`FileArchive`] reads a page of them when somebody looks. A recording is written in the same format, so that what leaves
//! memory while it is written is read back in the same way, and no second file is beside it.

mod archive;
mod attached;
mod compress;
mod damage;
mod decoded;
mod export;
mod fault;
mod fields;
mod format;
mod frame_line;
mod har;
mod header;
mod index;
mod jsonl;
mod left_out;
mod limits;
mod line;
mod message_line;
mod obeyed;
mod parts;
mod plain_line;
mod read;
mod record;
pub mod redact;
mod sink;
mod table;
mod write;
#[cfg(not(target_arch = "wasm32"))]
mod zstandard;

pub use archive::FileArchive;
pub use attached::AttachedFile;
pub use compress::Compressor;
pub use damage::Damage;
pub use decoded::{Decoded, write_decoded_line};
pub use export::{ExportItem, ExportSource, TellEntry, TellItem, export};
pub use fault::LineFault;
pub use fields::Fields;
pub use format::{Compression as FileCompression, Format, Kind as FileKind};
pub use frame_line::FileFrame;
pub use header::{Header, HeaderFault, HeaderOptions};
pub use index::{FilePage, PageSink, open};
pub use left_out::{LeftOutField, WhyLeftOut};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use line::LineWriter;
pub use line::{
    Content as EntryContent, FileEntry, direction_name, entries, kind_name, write_entry, write_line,
};
pub use obeyed::is_obeyed;
pub use read::{is_session, read};
pub use record::Record;
pub use sink::{BadLine, FileError, Progress as FileProgress, Report, Sink};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use table::cell;
pub use write::FileWriter;

/// What writes files, as they name it.
pub const PROGRAM: &str = concat!("wscope ", env!("CARGO_PKG_VERSION"));

#[cfg(test)]
mod tests;
