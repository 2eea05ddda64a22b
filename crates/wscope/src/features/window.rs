//! What concerns the window as a whole: its words. Its parts are in `shell`.

mod texts;

pub use texts::Text;
