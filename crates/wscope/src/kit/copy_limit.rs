//! How much text the system's clipboard takes.
//!
//! On X11 the text stays with the program that copied it, which hands it to the program that pastes. A large one would have to be
//! handed over in parts (ICCCM, section 2.7.2), and arboard, through which egui copies there, hands over all of it in one
//! request. What does not fit into a request is refused by the library when somebody pastes, long after it seemed to be
//! copied. Wayland passes a pipe to the program that pastes, and Windows and macOS take a copy as large as their memory.

use egui::{Context, Id};

/// The longest request that an X server takes unless it was started with another limit (`-maxbigreqsize`): as many words
/// of four bytes as 22 bits can count.
const X11_REQUEST_BYTES: usize = ((1 << 22) - 1) * 4;

/// What a request to change a property has before its data, with the longer length of large ones (BIG-REQUESTS).
const X11_HEAD_BYTES: usize = 28;

/// The longest text that can be pasted from a window on X11, in bytes.
pub const X11: usize = X11_REQUEST_BYTES - X11_HEAD_BYTES;

/// Sets how many bytes the clipboard of this window takes.
pub fn set(context: &Context, bytes: usize) {
    context.data_mut(|data| data.insert_temp(id(), bytes));
}

/// How many bytes it takes; `None` where nothing is known to be too much.
pub fn get(context: &Context) -> Option<usize> {
    context.data(|data| data.get_temp(id()))
}

fn id() -> Id {
    Id::unique("copy-limit")
}
