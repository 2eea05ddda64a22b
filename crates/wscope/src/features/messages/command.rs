//! What a person can ask of the list.

use std::borrow::Cow;

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::kit::command::{self, About};
use crate::kit::find_field::clear_filters;
use crate::kit::language::Language;
use crate::kit::times::Times;

use super::columns::Widths;
use super::flow::MAX_ARROWS;
use super::form::Form;
use super::texts::Text as T;

/// What a person can ask for. Rows are named by their place in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make the columns so wide.
    SetWidths(Widths),
    /// Write times like this.
    SetTimes(Times),
    /// Put the selected rows on the clipboard in this form.
    Copy(Form),
    /// Send this message once more.
    Resend(u64),
    /// Put this message into the composer.
    Edit(u64),
    /// Show two messages beside each other.
    Compare {
        /// The one that was chosen first.
        held: u64,
        /// The other one.
        shown: u64,
    },
    /// Ask where to save this message.
    Save(u64),
    /// Ask where to save the selected rows in this form.
    Export(Form),
    /// Show rows like this one only.
    FilterLike(u64),
    /// Look for nothing, and show all rows.
    ClearFilters,
    /// Read the file of this tab again, which could not be opened.
    #[cfg(not(target_arch = "wasm32"))]
    ReadAgain,
    /// Show heartbeats that follow each other as one row, or each.
    FoldHeartbeats(bool),
    /// Show messages that are alike and follow each other as one row, or each.
    FoldAlike(bool),
    /// Show the rows that are folded into this one, or fold them again.
    ToggleFold(u64),
    /// Ask where to save the diagram.
    SaveFlow(Picture),
}

/// A picture of the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// SVG, of all rows that are selected or shown.
    Svg,
    /// PNG, of what is seen.
    Png,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::SetWidths(_) | Self::SetTimes(_) => return None,
            Self::ClearFilters => return Some(clear_filters(language)),
            Self::Copy(Form::Text) => (T::Copy, T::CopyTooltip),
            Self::Copy(Form::Hex) => (T::AsHex, T::AsHex),
            Self::Copy(Form::Base64) => (T::AsBase64, T::AsBase64),
            Self::Copy(Form::Json) => (T::AsJson, T::AsJson),
            Self::Resend(_) => (T::Resend, T::ResendTooltip),
            Self::Edit(_) => (T::Edit, T::EditTooltip),
            Self::Compare { .. } => (T::Compare, T::CompareTooltip),
            Self::Save(_) => (T::Save, T::SaveTooltip),
            Self::Export(Form::Json) => (T::ExportJson, T::ExportTooltip),
            Self::Export(_) => (T::ExportText, T::ExportTooltip),
            Self::FoldHeartbeats(true) => (T::FoldHeartbeats, T::FoldHeartbeatsTooltip),
            Self::FoldHeartbeats(false) => (T::UnfoldHeartbeats, T::FoldHeartbeatsTooltip),
            Self::FoldAlike(true) => (T::FoldAlike, T::FoldAlikeTooltip),
            Self::FoldAlike(false) => (T::UnfoldAlike, T::FoldAlikeTooltip),
            Self::SaveFlow(Picture::Svg) => (T::SaveSvg, T::SaveSvgTooltip { limit: MAX_ARROWS }),
            Self::SaveFlow(Picture::Png) => (T::SavePng, T::SavePngTooltip),
            #[cfg(not(target_arch = "wasm32"))]
            Self::ReadAgain => (T::ReadAgain, T::ReadAgainTooltip),
            Self::ToggleFold(_) => (T::ToggleFold, T::ToggleFold),
            Self::FilterLike(_) => (T::FilterLike, T::FilterLikeTooltip),
        };
        let say = |text: T<'_>| -> Cow<'static, str> { text.say(language) };
        let shortcut = matches!(self, Self::Copy(Form::Text))
            .then(|| KeyboardShortcut::new(Modifiers::COMMAND, Key::C));
        Some(About {
            text: say(text),
            tooltip: say(tooltip),
            shortcut,
        })
    }
}
