//! What is shown of features that have no folder of their own yet. Each reads the state and emits commands; none touches a
//! socket or changes the log.

pub mod close_form;
pub mod detail;
pub mod save_form;
