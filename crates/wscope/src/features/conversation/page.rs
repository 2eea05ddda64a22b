//! The page: which protocol is spoken, and a part that fills the rest.

use std::time::Duration;

use egui::{Label, Layout, Margin, Rect, RichText, Ui};
use message_log::Seq;
use session::Session;
use session::conversation::{Choice, Conversation};

use super::command::Command;
use super::group_list::GroupList;
use super::method_table::MethodTable;
use super::schema_list::SchemaList;
use super::state::{Part, State};
use super::texts::Text;
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments};
use crate::kit::theme::{Palette, sizes, type_size};

/// Space around the page, in points.
const PADDING: Margin = Margin::symmetric(12, 8);

/// The page of a conversation.
pub struct ConversationPage<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is said.
    pub conversation: &'a Conversation,
    /// What is shown of it.
    pub state: &'a mut State,
    /// What the schemas are inferred from.
    pub session: &'a Session,
    /// In which protocol.
    pub choice: Choice,
    /// The first message of the list, and the one after the last.
    pub kept: std::ops::Range<Seq>,
}

impl ConversationPage<'_> {
    /// Shows the page. Says in which place another feature shows its part of it.
    pub fn show(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<Rect> {
        let now = ui.input(|input| input.time);
        if self.state.part == Part::Schemas && self.state.learn(self.session, self.choice) {
            ui.ctx().request_repaint();
        }
        if let Some(rest) = self.state.refresh(self.conversation, now) {
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(rest));
        }
        let whole = ui.max_rect();
        let page = egui::Frame::new().inner_margin(PADDING).show(ui, |ui| {
            self.head(ui);
            ui.add_space(4.0);
            let (language, state) = (self.language, &mut *self.state);
            match state.part {
                Part::Methods => MethodTable { language, state }.show(ui, commands),
                Part::Groups => GroupList { language, state }.show(ui, commands),
                Part::Schemas => {
                    let known = &state.known_schemas;
                    SchemaList { language, known }.show(ui, commands);
                }
                Part::Watched => return Some(whole.with_min_y(ui.cursor().top())),
            }
            None
        });
        page.inner
    }

    fn head(&mut self, ui: &mut Ui) {
        let language = self.language;
        ui.horizontal(|ui| {
            let parts = [
                (Part::Methods, Text::Methods),
                (Part::Groups, Text::Groups),
                (Part::Schemas, Text::Schemas),
                (Part::Watched, Text::Watched),
            ];
            let parts = parts.map(|(value, text)| Segment {
                value,
                icon: None,
                name: text.say(language),
            });
            let title = Text::Parts.say(language);
            let height = sizes::control(ui);
            let chosen = segments(ui, "parts", &title, height, self.state.part, &parts);
            self.state.part = chosen.unwrap_or(self.state.part);
            let right = Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                let muted = Palette::of(ui).muted;
                let text = RichText::new(self.standing()).size(type_size::SMALL);
                ui.add(Label::new(text.color(muted)).truncate());
            });
        });
    }

    /// Which protocol is spoken, or how far the messages are looked at.
    fn standing(&self) -> String {
        let all = self.kept.end.get().saturating_sub(self.kept.start.get());
        let next = self.state.known.next.map_or(0, Seq::get);
        let done = next.saturating_sub(self.kept.start.get()).min(all);
        // What has come since the last look is not worth a word.
        let percent = (done * 100).checked_div(all).unwrap_or(100);
        if percent < 99 && all > next.saturating_sub(self.kept.start.get()) + 100_000 {
            return Text::Reading { percent }.say(self.language).into_owned();
        }
        match &self.state.known.spoken {
            Some(spoken) => spoken.protocol.name().to_owned(),
            None => Text::NoProtocol.say(self.language).into_owned(),
        }
    }
}
