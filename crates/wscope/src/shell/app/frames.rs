//! What is asked of the list of frames, and of the form for one.

use egui::{Context, Margin, Rect, Ui};

use crate::IN_BROWSER;
use crate::features::frame_form;
use crate::features::frames::{Command, FrameList, Header, Toolbar, show_page};
use crate::kit::list_tools::Room;
use crate::kit::room::part;
use crate::kit::theme::Palette;
use crate::shell::app::App;
use crate::shell::command::Command as Whole;
use crate::shell::dialogs::Dialog;
use crate::shell::layout::{Layout, Place};
use crate::shell::notice::Notice;

impl App {
    /// Does what was asked of the list of frames.
    pub(super) fn run_frames(&mut self, command: Command, context: &Context) {
        let language = self.language;
        let tab = self.tabs.current_mut();
        match command {
            Command::Switch(mode) => tab.switch_list(mode),
            Command::Open(seq) => tab.open_frame(seq),
            Command::Show(seq) => tab.show_frame(seq, language),
            Command::ShowMessage(seq) => tab.show_message_of_frame(seq, language),
            Command::Record(records) => tab.form.records_frames = records,
            Command::ReconnectWithDetails => self.reconnect_with_details(),
            Command::Copy => {
                let notice = tab.copy_frames(language, context);
                self.say_copied(notice, context);
            }
            Command::SendAgain => {
                if tab.fill_frame_form() {
                    self.dialogs.open(Dialog::Frame);
                }
            }
            Command::LookFor(query) => tab.frames.look_for(*query, &tab.session, language),
            Command::ClearFilters => {
                let query = tab.frames.unfiltered();
                tab.frames.look_for(query, &tab.session, language);
            }
            Command::Jump(way) => tab.jump_to_frame(way),
            Command::FocusRows => tab.frames.request_focus(),
            Command::FollowNewest => tab.frames.follow_newest(),
            Command::Clear => self.run(Whole::AskClear, context),
        }
    }

    /// Does what was asked of the form.
    pub(super) fn run_frame_form(&mut self, command: frame_form::Command) {
        use frame_form::Command;
        if IN_BROWSER {
            return;
        }
        let language = self.language;
        let tab = self.tabs.current_mut();
        let done = match command {
            Command::Send => tab.frame_form.send(&mut tab.session),
            Command::Withhold(withheld) => tab.session.withhold(withheld),
            Command::ReconnectWithDetails => return self.reconnect_with_details(),
            Command::Close => return self.close_dialog(),
        };
        if let Err(error) = done {
            let why = tab.why_no_frame(error, language);
            self.notice = Some(Notice::bad(why));
        }
    }

    /// Whether the list shows frames. Presented are messages.
    pub(super) fn shows_frames(&self) -> bool {
        self.tabs.current().frames.is_shown() && !self.presents
    }

    pub(super) fn frames_toolbar(&mut self, ui: &mut Ui, room: Room) {
        let tab = self.tabs.current();
        let toolbar = Toolbar {
            tab: tab.id,
            language: self.language,
            room,
            query: tab.frames.query(),
            progress: tab.frames.progress(&tab.session),
            fallback: tab.frames.fallback(),
            records: tab.form.records_frames,
            has_selected: tab.frames.selected().is_some(),
        };
        let mut commands = Vec::new();
        toolbar.show(ui, &mut commands);
        self.commands
            .extend(commands.into_iter().map(Whole::Frames));
    }

    pub(super) fn frame_list(&mut self, ui: &mut Ui, layout: &Layout) {
        let tab = self.tabs.current_mut();
        let recording = tab.recording();
        let list = FrameList {
            language: self.language,
            session: &tab.session,
            state: &mut tab.frames,
            recording,
            times: self.settings.times,
            is_narrow: layout.is_narrow,
            opens_sheet: layout.inspector_place == Place::Sheet,
        };
        let mut commands = Vec::new();
        list.show(ui, &mut commands);
        self.commands
            .extend(commands.into_iter().map(Whole::Frames));
    }

    pub(super) fn frames_header(&self, ui: &Ui) {
        let language = self.language;
        Header { language }.show(ui);
    }

    /// The frame that is selected, in the inspector.
    pub(super) fn frame_page(&mut self, ui: &mut Ui, place: Rect) {
        let (language, surface) = (self.language, Palette::of(ui).surface);
        let tab = self.tabs.current_mut();
        let mut commands = Vec::new();
        part(ui, "frame", place, surface, Margin::ZERO, |ui| {
            show_page(ui, language, &mut tab.frames, &tab.session, &mut commands);
        });
        self.commands
            .extend(commands.into_iter().map(Whole::Frames));
    }
}
