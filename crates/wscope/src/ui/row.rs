//! How a line is laid out.

pub use crate::kit::marked_line::layout;
