//! How to look at millions of rows: an egui list that knows no messages.
//!
//! [`VirtualList`] shows an ordered set of ids, one line each, and asks its caller to paint the few
//! rows that are visible. The cost of a frame follows what is visible, never what is stored: the
//! list keeps nothing per row, and the only questions it asks about the whole set are those of
//! [`Rows`].
//!
//! # The decision that shaped it
//!
//! **No pixel offset of the document exists.** The whole scroll state is a [`Position`]: the id of
//! the row at the top edge and how many points of it are hidden, or "at the tail". A row keeps its
//! id when rows are added below or dropped above, so a view that has been scrolled up stands still
//! by construction, to the last fraction of a pixel, and a list of ten million rows scrolls exactly
//! like one of ten.
//!
//! # What was rejected
//!
//! - `egui::ScrollArea` and what is built on it (`show_rows`, `TableBuilder`, the published virtual
//!   lists): they keep the offset from the top as an `f32` of points. At a million rows its steps
//!   are two points wide, at ten million sixteen: rows jitter, and the last ones cannot be reached.
//! - The same offset as an `f64`: precise enough, but dropping the oldest rows would have to shift
//!   it, and a shift that is missed or late shows the person other rows than a moment ago.
//! - A widget for every row: each would be looked at in every hit test, and egui forgets a press
//!   when its widget goes, so a click would be lost as soon as rows flow past faster than a finger
//!   lifts. Here the list is one widget and one Tab stop, and a click belongs to the row that was
//!   painted under the pointer when it was pressed.
//!
//! # Example
//!
//! A range of numbers is a set of rows, so the lines of a text need no further code:
//!
//! ```
//! # egui::__run_test_ui(|ui| {
//! let lines = ["first", "second", "third"];
//! let mut state = virtual_list::ListState::default(); // Kept by the caller from frame to frame.
//! let shown = virtual_list::VirtualList::new("lines", 18.0)
//!     .accessible_name("Lines")
//!     .show(ui, &mut state, &(0..lines.len() as u64), |ui, row| {
//!         let line = lines[row.id as usize];
//!         let font = egui::TextStyle::Body.resolve(ui.style());
//!         let color = ui.visuals().text_color();
//!         ui.painter().text(row.rect.left_center(), egui::Align2::LEFT_CENTER, line, font, color);
//!         line.to_owned()
//!     });
//! assert!(shown.clicked.is_none());
//! # });
//! ```

mod accessibility;
mod coasting;
mod grab;
mod keyboard;
mod layout;
mod list;
mod pointer;
mod position;
mod response;
mod rows;
mod scroll_bar;
mod selection;
mod state;
mod touch;
mod track;
mod view;
mod viewport;
mod visible_row;

#[cfg(test)]
mod tests;

pub use list::VirtualList;
pub use position::Position;
pub use response::ListResponse;
pub use rows::Rows;
pub use selection::Selection;
pub use state::{ListState, Place};
pub use visible_row::VisibleRow;
