//! A scroll bar's handle under the pointer.

/// The handle is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grab {
    /// From the start of the handle to the pointer: kept, so that the handle does not jump when it
    /// is grabbed.
    pub(crate) handle_to_pointer: f64,
    /// The list moves only when the pointer does, not because rows arrive while the handle is held.
    pub(crate) pointer_y: f32,
}
