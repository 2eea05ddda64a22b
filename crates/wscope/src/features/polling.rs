//! Polling and WebSocket side by side: what the same events cost, fetched again and again over HTTP, and pushed.

mod clock;
mod command;
mod comparison;
mod plan;
mod report;
mod requests;
mod results;
mod run_state;
mod shared;
mod texts;
mod view;

pub use command::{Command, Results};
pub use comparison::PollingComparison;
pub use plan::{INTERVALS, Measure, Method, Plan, RATES, SIZES};
pub use results::{to_csv, to_png};
pub use run_state::{Ending, Figures, RunState, Side, Stage};
pub use texts::Text;
pub use view::ComparisonView;
