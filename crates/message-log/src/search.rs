//! Finding messages: which ones a person wants to see, and where those are.
//!
//! A [`Scan`] walks once over the log, page by page, and keeps the names of the messages that its
//! [`Filter`] lets pass as [`Matches`]. It never starts again: what is appended later is looked at
//! when it comes, and the names of forgotten messages are dropped from the front.
//!
//! ```
//! use message_log::MessageLog;
//! use message_log::search::{Filter, Pattern, PatternSyntax, Scan};
//!
//! # let log = <MessageLog>::new(1024 * 1024);
//! let pattern = Some(Pattern::compile("error", PatternSyntax::Literal));
//! let mut scan = Scan::new(Filter { pattern, ..Filter::default() }, log.kept().start);
//! // One step reads one page, without the log: do as many as there is time for.
//! while let Some(view) = log.page_from(scan.next()) {
//!     scan.advance(&view);
//! }
//! scan.drop_before(log.kept().start);
//! assert_eq!(scan.matches().len(), 0);
//! ```
//!
//! # The decision that shaped it
//!
//! The payloads of a page lie back to back, so most patterns can be asked about thousands of
//! messages at once: "no" for all of them together is "no" for each. Only where the answer is
//! "yes" does the scan look closer, first at a sixteenth, in the end at single messages. A rare
//! pattern is found at the speed of memory, and a match that spans two messages never counts.
//!
//! Control frames and events are shown with [`Words`] that are not in their payload. These few are asked about one by one, and by their words.
//!
//! # What was rejected
//!
//! - An index of words or trigrams: half as large again as what it indexes, written on the path of
//!   every message, for a search that takes a tenth of a second without it.
//! - Filtering while painting: the cost of a frame would depend on what is stored.
//! - Matching strings: payloads are bytes, and what is not UTF-8 must be found as well.

mod filter;
mod literal;
mod matches;
mod pattern;
pub mod properties;
mod regex_text;
mod scan;
mod selection;
mod words;

pub use filter::Filter;
pub use matches::Matches;
pub use pattern::{Fallback, Pattern, PatternSyntax};
pub use scan::Scan;
pub use selection::{Directions, Kinds, Member, Selection};
pub use words::Words;
