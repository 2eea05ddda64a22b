//! How much came and went in each second of the last minute.

mod chart;
mod texts;

pub use chart::show;
pub use texts::Text;
