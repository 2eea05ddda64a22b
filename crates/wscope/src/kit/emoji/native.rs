//! A part of the program.

use egui::{Context, FontData};

use crate::kit::task::Task;

const FONT: &[u8] = include_bytes!("../../../../../assets/fonts/NotoEmoji-Regular-subset.ttf");

/// The font, which is there at once.
pub(super) fn fetch(context: &Context) -> Task<Option<FontData>> {
    let (task, completer) = Task::new(context);
    completer.complete(Some(FontData::from_static(FONT)));
    task
}
