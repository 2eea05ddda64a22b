//! What became of a text on its way to the clipboard, where that is not known at once: a browser may refuse it, and
//! says so later.

use egui::{Context, Id};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is on the clipboard.
    Copied,
    /// It is not.
    Refused,
    /// What is on the clipboard may not be read.
    NotPasted,
}

/// Says that each text that is copied in this context will be followed by its outcome.
pub fn expect_outcomes(context: &Context) {
    context.data_mut(|data| data.insert_temp(telling(), true));
}

/// Whether an outcome will follow.
pub fn expects_outcomes(context: &Context) -> bool {
    context.data(|data| data.get_temp(telling()).unwrap_or_default())
}

/// Tells the outcome, and wakes the window.
pub fn tell(context: &Context, outcome: Outcome) {
    context.data_mut(|data| data.insert_temp(told(), Some(outcome)));
    context.request_repaint();
}

/// The outcome that was told last, once.
pub fn outcome(context: &Context) -> Option<Outcome> {
    context.data_mut(|data| data.remove_temp(told()).flatten())
}

fn telling() -> Id {
    Id::unique("clipboard-telling")
}

fn told() -> Id {
    Id::unique("clipboard-told")
}
