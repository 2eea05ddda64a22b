//! What is asked of the composer, within the window.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use connection::SendError;
use egui::{Margin, Ui};
use message_log::{Counters, Direction};

use crate::features::address::dot_and_word;
use crate::features::composer::SavedDraft;
use crate::features::composer::{self, Command, Composer, Room, Tip};
use crate::features::inspector::Body;
#[cfg(not(target_arch = "wasm32"))]
use crate::features::message_form::forms_menu;
use crate::features::scenarios::examples_line;
use crate::kit::attach::Attaching;
use crate::kit::format::{count, size};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::page::Page;
use crate::kit::room::{Edge, edge, part};
use crate::kit::standing::Standing;
use crate::kit::theme::{Palette, sizes, type_size};
use crate::shell::app::App;
use crate::shell::command::Command as Whole;
use crate::shell::dialogs::Dialog;
use crate::shell::layout::{Layout, NARROW, SHORT};
use crate::shell::notice::Notice;
use crate::shell::settings::{MAX_DRAFT_BYTES, MAX_DRAFTS};
use crate::shell::status_bar::{arrow_and_number, payload_bytes, quiet, recording_words};
use crate::shell::texts::Text;

/// How often the window looks whether a server that did not read reads again.
const BACKLOG_TIME: Duration = Duration::from_millis(200);
/// How much of the window's height the field of the composer takes at most.
const MAX_COMPOSER_SHARE: f32 = 0.5;

impl App {
    /// Does what was asked of the composer.
    pub(super) fn run_composer(&mut self, command: Command, context: &egui::Context) {
        let language = self.language;
        let tab = self.tabs.current_mut();
        match command {
            Command::Send => self.notice = tab.send(language),
            Command::Recall(draft) => tab.compose.draft = draft,
            Command::FormatJson => tab.format_json(),
            Command::KeepDraft => self.keep_draft(),
            Command::ForgetDraft(index) => {
                if index < self.settings.drafts.len() {
                    self.settings.drafts.remove(index);
                }
            }
            Command::Attach => tab.compose.attaching = Some(Attaching::browse(context)),
            Command::ViewAttachment => {
                if let Some(attachment) = &tab.compose.attachment {
                    self.dialogs.open_attachment(Body::attachment(attachment));
                }
            }
            Command::Detach => tab.compose.attachment = None,
            Command::Repeat => self.notice = tab.repeat(language),
            Command::StopRepeat => tab.compose.repeat = None,
            Command::MakeFrame => self.dialogs.open(Dialog::Frame),
            Command::AddToSequence => self.add_to_sequence(),
            Command::DismissTip => self.dismiss_tip(),
            Command::ExplainProtocol => {
                self.dismiss_tip();
                self.pages.show(Page::Protocol);
            }
        }
    }

    /// What helps in the first minutes: what the button does, and after the first answer where it is explained.
    pub(super) fn tip(&self) -> Option<Tip> {
        let tips = self.settings.tips;
        let tab = self.tabs.current();
        let first_answer = || {
            let is_echo = tab.first_answer_is_echo()?;
            Some(Tip::FirstAnswer { is_echo })
        };
        let answered = (!tips.knows_protocol).then(first_answer).flatten();
        let usage = !tips.knows_usage && tab.is_at_plain_echo();
        answered.or(usage.then_some(Tip::Usage))
    }

    fn dismiss_tip(&mut self) {
        let shown = self.tip();
        let tips = &mut self.settings.tips;
        // Who has read the second needs the first no more.
        tips.knows_usage = true;
        tips.knows_protocol |= matches!(shown, Some(Tip::FirstAnswer { .. }));
    }

    fn keep_draft(&mut self) {
        let compose = &mut self.tabs.current_mut().compose;
        let name = std::mem::take(&mut compose.name);
        let saved = SavedDraft {
            name: name.trim().to_owned(),
            draft: compose.draft.clone(),
        };
        if !self.settings.keep(saved) {
            let text = composer::Text::NoRoomForDraft {
                messages: MAX_DRAFTS,
                bytes: MAX_DRAFT_BYTES,
            };
            self.notice = Some(Notice::bad(text.say(self.language)));
        }
    }

    /// How high the field of the composer is.
    pub(super) fn field_height(&self, ui: &Ui) -> f32 {
        let window = ui.max_rect();
        let room = composer_room(window, self.presents);
        let form = self.tabs.current().compose.draft.form;
        let control = sizes::control(ui);
        let mut usual = composer::field_height(form, room, control);
        if room == Room::Narrow && window.height() < SHORT {
            usual = sizes::primary(ui);
        }
        let most = (window.height() * MAX_COMPOSER_SHARE).max(usual);
        let grown = if self.presents {
            0.0
        } else {
            self.composer_grown
        };
        (usual + grown).clamp(usual, most)
    }

    /// What is to be sent, and the edge along which its field can be made higher.
    /// Says whether it has told what was done just now.
    pub(super) fn composer_part(&mut self, ui: &mut Ui, layout: &Layout) -> bool {
        let place = layout.composer;
        let surface = Palette::of(ui).surface;
        let window = ui.max_rect();
        let mut is_told = false;
        part(ui, "composer", place, surface, Margin::ZERO, |ui| {
            is_told = self.composer(ui, composer_room(window, self.presents), layout.hint);
        });
        let dragged = edge(ui, "composer-edge", place, Edge::Top);
        if dragged != 0.0 {
            let usual = self.field_height(ui) - self.composer_grown;
            let most = window.height() * MAX_COMPOSER_SHARE - usual;
            self.composer_grown = (self.composer_grown + dragged).clamp(0.0, most.max(0.0));
        }
        is_told
    }

    /// Says whether it has told what was done just now.
    fn composer(&mut self, ui: &mut Ui, room: Room, hint: Option<f32>) -> bool {
        let tip = self.tip();
        let language = self.language;
        let tab = self.tabs.current_mut();
        let counters = tab.session.with_log(session::Log::counters);
        let standing = tab.standing();
        let offered = RefCell::new(Vec::new());
        let notice = self.notice.as_ref();
        let is_told = Cell::new(false);
        let summary = |ui: &mut Ui| match notice
            .filter(|notice| notice.fits(ui, language, ui.available_width()))
        {
            Some(notice) => {
                is_told.set(true);
                notice.show_with_offer(ui, language, &mut offered.borrow_mut());
            }
            None => summary(ui, language, standing, &counters),
        };
        let recording = tab.file_recording().filter(|_| room == Room::Narrow);
        let recording = recording.map(|(path, bytes)| recording_words(&path, bytes, language));
        let examples = tab.examples().cloned();
        let stepped = RefCell::new(Vec::new());
        let step = |ui: &mut Ui| {
            if let Some(examples) = &examples {
                examples_line(ui, language, examples, &mut stepped.borrow_mut());
            }
        };
        #[cfg(not(target_arch = "wasm32"))]
        let protocol = tab.spoken_protocol().filter(|it| !it.forms().is_empty());
        #[cfg(not(target_arch = "wasm32"))]
        let asked_of_forms = RefCell::new(Vec::new());
        #[cfg(not(target_arch = "wasm32"))]
        let forms = |ui: &mut Ui| {
            if let Some(protocol) = protocol {
                forms_menu(ui, language, protocol, &mut asked_of_forms.borrow_mut());
            }
        };
        let can_send = tab.session.can_send();
        if can_send == Err(SendError::Backlogged) {
            // Nothing tells when the server reads again.
            ui.ctx().request_repaint_after(BACKLOG_TIME);
        }
        let usable = can_send.map_err(|error| tab.why_not(error).say(self.language));
        let composer = Composer {
            tab: tab.id,
            language: self.language,
            compose: &mut tab.compose,
            saved: &self.settings.drafts,
            usable,
            room,
            hint,
            tip,
            step: examples.is_some().then_some(&step as &dyn Fn(&mut Ui)),
            #[cfg(not(target_arch = "wasm32"))]
            forms: protocol.is_some().then_some(&forms as &dyn Fn(&mut Ui)),
            // A page has no room for them.
            #[cfg(target_arch = "wasm32")]
            forms: None,
            recording,
            quiet: (room == Room::Narrow).then_some(&summary as &dyn Fn(&mut Ui)),
        };
        let mut commands = Vec::new();
        composer.show(ui, &mut commands);
        self.commands
            .extend(commands.into_iter().map(Whole::Composer));
        self.commands.append(&mut offered.into_inner());
        #[cfg(not(target_arch = "wasm32"))]
        {
            let asked = asked_of_forms.into_inner().into_iter();
            self.commands.extend(asked.map(Whole::MessageForm));
        }
        let stepped = stepped.into_inner().into_iter();
        self.commands.extend(stepped.map(Whole::Scenarios));
        is_told.get()
    }
}

/// What the status line tells, where there is none: how the connection stands, and what was counted.
fn summary(ui: &mut Ui, language: Language, standing: Standing, counters: &Counters) {
    let palette = Palette::of(ui);
    dot_and_word(ui, standing, language, type_size::SMALL);
    quiet(ui, "·");
    for (direction, icon, colour) in [
        (Direction::Sent, Icon::Sent, palette.sent),
        (Direction::Received, Icon::Received, palette.received),
    ] {
        let counts = counters.of(direction);
        let words = match direction {
            Direction::Sent => Text::StatusSent(counts),
            _ => Text::StatusReceived(counts),
        };
        let words = words.say(language);
        ui.scope(|ui| arrow_and_number(ui, icon, colour, &count(counts.messages), &words));
    }
    quiet(ui, "·");
    quiet(ui, &size(payload_bytes(counters)));
}

/// How much room the composer has in this window.
fn composer_room(window: egui::Rect, presents: bool) -> Room {
    let width = window.width();
    Room::new(width, width <= NARROW, presents)
}
