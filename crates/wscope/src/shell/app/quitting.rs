//! Before the window closes: what would be lost.

use egui::Context;

use crate::shell::app::App;
use crate::shell::dialogs::Dialog;
use crate::shell::sequence_state::SequenceState;

impl App {
    /// Where the window is about to close, asks what becomes of a sequence that is not saved.
    pub(super) fn ask_before_quitting(&mut self, context: &Context) {
        let closes = context.input(|input| input.viewport().close_requested());
        let SequenceState {
            sequence,
            may_be_lost,
            ..
        } = &self.sequences;
        if closes && sequence.is_changed() && !sequence.is_empty() && !may_be_lost {
            context.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.dialogs.open(Dialog::Unsaved);
        }
    }

    /// Saves the sequence, and quits when it is saved.
    pub(super) fn save_and_quit(&mut self, context: &Context) {
        self.save_sequence(context);
        self.sequences.quits_when_saved = true;
    }

    pub(super) fn quit_unsaved(&mut self, context: &Context) {
        self.sequences.may_be_lost = true;
        context.send_viewport_cmd(egui::ViewportCommand::Close);
    }
}
