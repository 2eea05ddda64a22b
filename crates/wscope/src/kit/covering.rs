//! What is behind a dialog or the palette when it opens.

use egui::{Context, Id, PointerState};

/// For how many frames the pointer is not there for it: until egui knows what covers the widget under the pointer.
const FRAMES: u8 = 3;

#[derive(Clone, Copy, Default)]
struct State {
    /// What covers it; 0 for nothing.
    cover: u8,
    /// For how many frames more.
    frames: u8,
}

/// Once a frame, before the window is shown: takes the pointer away from it when it has just been covered, or by something else: `cover`
/// is a number for each of these, and 0 for nothing. A tooltip that is open stays as
/// long as the pointer is over the place of its widget, and so would lie over what a key has opened on top of that. What is returned is to
/// be given back with [`put_back`] before what covers the window is shown.
pub fn take_pointer(context: &Context, cover: u8) -> Option<PointerState> {
    let id = Id::unique("covering");
    let mut state: State = context.data(|data| data.get_temp(id)).unwrap_or_default();
    state.frames = match cover {
        0 => 0,
        _ if cover == state.cover => state.frames.saturating_sub(1),
        _ => FRAMES,
    };
    state.cover = cover;
    context.data_mut(|data| data.insert_temp(id, state));
    if state.frames == 0 {
        return None;
    }
    context.request_repaint();
    Some(context.input_mut(|input| std::mem::take(&mut input.pointer)))
}

/// Gives the pointer back to the rest of the frame.
pub fn put_back(context: &Context, pointer: Option<PointerState>) {
    if let Some(pointer) = pointer {
        context.input_mut(|input| input.pointer = pointer);
    }
}
