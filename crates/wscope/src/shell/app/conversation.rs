//! The page of the conversation, and what its commands do.

use egui::{Margin, Panel, Rect, Ui};

use crate::features::conversation::{Command, ConversationPage, Document, HiddenRows, Part};
use crate::features::inspector;
use crate::kit::room::part;
use crate::kit::theme::Palette;
use crate::shell::app::App;
use crate::shell::command::Command as Whole;

impl App {
    /// Does what was asked.
    pub(super) fn run_conversation(&mut self, command: &Command) {
        let language = self.language;
        let tab = self.tabs.current_mut();
        match command {
            Command::ShowRow(row) => tab.select(*row, language),
            Command::ShowMethods | Command::ShowSchemas => {
                let part = match command {
                    Command::ShowMethods => Part::Methods,
                    _ => Part::Schemas,
                };
                tab.conversation_state.show(part);
                let show = inspector::Command::Show(inspector::Page::Conversation);
                self.commands.push(Whole::Inspector(show));
            }
            Command::SaveSchemas(document) => self.save_schemas(*document),
            Command::ChooseMethod(_) | Command::ChooseGroup { .. } | Command::ShowAll => {
                tab.choose_rows(language, |choices| choices.apply(command));
            }
        }
    }

    fn save_schemas(&mut self, document: Document) {
        let state = &self.tabs.current().conversation_state;
        let name = match document {
            Document::JsonSchema => "messages.schema.json",
            Document::AsyncApi => "messages.asyncapi.json",
        };
        match state.document(document) {
            Some(bytes) => self.ask_save_results(name, bytes),
            // They are inferred first.
            None => self
                .commands
                .push(Whole::Conversation(Command::ShowSchemas)),
        }
    }

    /// What is said over the connection, in the inspector.
    pub(super) fn conversation_page(&mut self, ui: &mut Ui, place: Rect) {
        let tab = self.tabs.current_mut();
        let kept = tab.session.with_log(session::Log::kept);
        let choice = tab.choice();
        let mut page = ConversationPage {
            language: self.language,
            conversation: &tab.conversation,
            state: &mut tab.conversation_state,
            session: &tab.session,
            choice,
            kept,
        };
        let surface = Palette::of(ui).surface;
        let mut commands = Vec::new();
        let watch = part(ui, "conversation", place, surface, Margin::ZERO, |ui| {
            page.show(ui, &mut commands)
        });
        self.commands
            .extend(commands.into_iter().map(Whole::Conversation));
        if let Some(place) = watch {
            self.watch_page(ui, place);
        }
    }

    /// Says below the list that rows are left out of it.
    pub(super) fn hidden_rows(&mut self, ui: &mut Ui) {
        let choices = &self.tabs.current().conversation_state.choices;
        if !choices.hides() {
            return;
        }
        let language = self.language;
        let mut commands = Vec::new();
        Panel::bottom("hidden-rows").show(ui, |ui| {
            HiddenRows { language, choices }.show(ui, &mut commands);
        });
        self.commands
            .extend(commands.into_iter().map(Whole::Conversation));
    }
}
