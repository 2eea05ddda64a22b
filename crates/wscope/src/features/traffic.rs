//! How much came and went in each second of the last minute.

mod chart;

pub use chart::show;
