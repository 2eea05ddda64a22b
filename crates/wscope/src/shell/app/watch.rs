//! The page of what is watched, and what its commands do.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Context, Margin, Rect, Ui};
use session::watch::{Side, WatchTable};

use crate::features::conversation::Part;
use crate::features::inspector::Page;
use crate::features::watch::{Command, Text, WatchPanel};
use crate::kit::room::part;
use crate::kit::save::{Fill, Outcome, fill};
use crate::kit::task::Task;
use crate::kit::theme::Palette;
use crate::shell::app::App;
use crate::shell::command::Command as Whole;
use crate::shell::pending_export::PendingExport;
use crate::shell::undo::Removed;

/// How the file is called that nobody has named.
const FILE_NAME: &str = "values.csv";

impl App {
    /// Does what was asked.
    pub(super) fn run_watch(&mut self, command: Command) {
        let language = self.language;
        let tab = self.tabs.current_mut();
        match command {
            Command::Show => self.show_watched(),
            Command::Add { path, side } => tab.watch(&path, side),
            Command::Remove(place) => {
                let id = tab.id;
                if let Some(watched) = tab.watching.remove(place) {
                    let text = Text::Removed(watched.path().text()).say(language);
                    let watched = Box::new(watched);
                    let tab = id;
                    self.offer_undo_of(
                        text,
                        Removed::Watched {
                            tab,
                            place,
                            watched,
                        },
                    );
                }
            }
            Command::ShowRow(row) => tab.select(row, language),
            Command::Save => {
                let table = tab.watch_table();
                self.ask_where_rows(FILE_NAME, table.rows(), table);
            }
        }
    }

    /// Watches the value of the line that is chosen in the tree of the message.
    pub(super) fn watch_value(&mut self) {
        let tab = self.tabs.current_mut();
        let message = tab.inspector.message();
        let path = message.and_then(|message| message.path_to_copy());
        if let Some(path) = path.map(str::to_owned) {
            tab.watch(&path, Side::Both);
            self.show_watched();
        }
    }

    fn show_watched(&mut self) {
        let tab = self.tabs.current_mut();
        tab.conversation_state.show(Part::Watched);
        tab.inspector.open(Page::Conversation);
    }

    /// What is watched, in its place on the page of the conversation.
    pub(super) fn watch_page(&mut self, ui: &mut Ui, place: Rect) {
        let tab = self.tabs.current_mut();
        let panel = WatchPanel {
            language: self.language,
            state: &mut tab.watching,
            kept: tab.session.with_log(session::Log::kept),
        };
        let surface = Palette::of(ui).surface;
        let mut commands = Vec::new();
        part(ui, "watch", place, surface, Margin::ZERO, |ui| {
            panel.show(ui, &mut commands);
        });
        self.commands.extend(commands.into_iter().map(Whole::Watch));
    }
}

impl PendingExport for WatchTable {
    fn begin(self: Arc<Self>, path: PathBuf, replaces: bool, context: &Context) -> Task<Outcome> {
        let write: Fill = Box::new(move |out| self.write(out));
        fill(path, write, replaces, context)
    }

    fn percent(&self) -> u64 {
        Self::percent(self)
    }

    fn cancel(&self) {
        Self::cancel(self);
    }
}
