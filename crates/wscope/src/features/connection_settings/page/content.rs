//! What the page and its sections work on.

use super::super::form::OptionsForm;
use super::super::state::State;
use crate::kit::language::Language;
use crate::kit::theme::TabColour;

/// What the page works on.
pub struct Page<'a> {
    /// The language to speak.
    pub language: Language,
    /// How to connect, as it is filled in.
    pub form: &'a mut OptionsForm,
    /// Where to, as it is typed.
    pub address: &'a mut String,
    /// What the tab is called.
    pub name: &'a mut String,
    /// What it is called without that.
    pub title: String,
    /// How the tab is told from others.
    pub colour: &'a mut TabColour,
    /// What is under way on the page.
    pub state: &'a mut State,
    /// Whether credentials can be kept in the system's keyring.
    pub has_keyring: bool,
    /// Whether there is a connection, or an attempt.
    pub is_connected: bool,
}
