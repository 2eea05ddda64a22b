//! The menu ⋯: what concerns the whole window, and what is needed seldom.

use egui::{Popup, PopupCloseBehavior, ScrollArea, Ui};

use crate::IN_BROWSER;
use crate::features::{latency, polling, sequences, sidebar};
use crate::kit::button::{icon_padding, icon_style, name};
use crate::kit::command::Usable;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::menu::{WIDTH, entry, group};
use crate::kit::room::follow_focus;
use crate::kit::theme::{Palette, ThemeChoice, sizes};
use crate::shell::choices;
use crate::shell::command::Command;
use crate::shell::layout::NARROW;
use crate::shell::tabs::Tabs;
use crate::shell::texts::Text;

/// Where the words of an entry begin, behind its icon, in points.
const WORDS: f32 = 22.0;
/// What stays free below the menu, with its own edges, in points.
const MARGINS: f32 = 24.0;

/// What the menu needs to know.
#[derive(Clone)]
pub(crate) struct MainMenu<'a> {
    /// The language to speak.
    pub(crate) language: Language,
    /// The theme that is chosen.
    pub(crate) theme: ThemeChoice,
    /// How large everything is, in percent.
    pub(crate) zoom_percent: u32,
    /// Whether a ping could be sent now.
    pub(crate) can_ping: bool,
    /// Whether the connection could be ended with a close frame of one's own.
    pub(crate) can_close_with: bool,
    /// Whether everything is written into a file.
    pub(crate) is_recording: bool,
    /// The tabs, where the strip that shows them has no room.
    pub(crate) tabs: Option<&'a Tabs>,
}

impl MainMenu<'_> {
    /// Shows the button that opens the menu.
    pub(crate) fn button(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let padding = ui.spacing().button_padding;
        icon_padding(ui);
        let response = ui.add(icon_style(
            ui,
            Icon::More.text().color(Palette::of(ui).muted),
        ));
        ui.spacing_mut().button_padding = padding;
        // Below the button: what covers it cannot be closed by it.
        let height = ui.ctx().content_rect().bottom() - response.rect.bottom() - MARGINS;
        Popup::menu(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                let before = commands.len();
                ScrollArea::vertical()
                    .max_height(height)
                    .min_scrolled_height(height)
                    .show(ui, |ui| {
                        self.entries(ui, commands);
                        follow_focus(ui);
                    });
                if commands.len() > before && !commands[before..].iter().all(stays_open) {
                    ui.close();
                }
            });
        let title = Text::More.say(self.language);
        name(&response, &title);
        response.on_hover_text(title);
    }

    fn entries(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 2.0;
        self.tabs(ui, commands);
        self.entry(ui, Icon::Add, Command::NewTab, commands);
        self.entry(ui, Icon::Search, Command::OpenPalette, commands);
        // On a phone there is no rail.
        if ui.ctx().content_rect().width() <= NARROW {
            let show = Command::Sidebar(sidebar::Command::Show(true));
            self.entry(ui, Icon::OpenSidebar, show, commands);
        }
        ui.separator();
        self.group(ui, Icon::File, Text::MenuSession, |ui| {
            self.session(ui, commands);
        });
        self.group(ui, Icon::Connect, Text::MenuConnection, |ui| {
            self.connection(ui, commands);
        });
        let sequences = Command::Sequences(sequences::Command::Show(true));
        self.entry(ui, Icon::Sequences, sequences, commands);
        self.group(ui, Icon::Learn, Text::MenuLearn, |ui| {
            self.learn(ui, commands);
        });
        ui.separator();
        self.group(ui, Icon::Show, Text::MenuView, |ui| {
            self.entry(ui, Icon::Present, Command::Present(true), commands);
            self.zoom(ui, commands);
            self.choices(ui, commands);
        });
        self.entry(ui, Icon::Settings, Command::OpenSettings, commands);
        if !IN_BROWSER {
            self.entry(ui, Icon::Close, Command::Quit, commands);
        }
    }

    /// What is recorded, as a file.
    fn session(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.entry(ui, Icon::FolderOpen, Command::OpenSession, commands);
        self.entry(ui, Icon::Save, Command::SaveSession, commands);
        if !IN_BROWSER {
            self.entry(ui, Icon::Lock, Command::ShareSession, commands);
            let (icon, record) = match self.is_recording {
                true => (Icon::Stop, Command::StopRecording),
                false => (Icon::Export, Command::AskRecord),
            };
            self.entry(ui, icon, record, commands);
        }
        let save_as_test = Command::Sequences(sequences::Command::FromSession);
        self.entry(ui, Icon::Sequences, save_as_test, commands);
    }

    fn connection(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.entry(ui, Icon::Settings, Command::OpenOptions, commands);
        let usable = self.usable(self.can_ping, Text::PingNeedsDetails);
        let language = self.language;
        // A browser sends pings as it likes, and lets no page do so.
        if !IN_BROWSER {
            entry(ui, language, Icon::Latency, Command::Ping, usable, commands);
        }
        let usable = self.usable(self.can_close_with, Text::CloseNeedsDetails);
        let close = Command::AskCloseWith;
        entry(ui, language, Icon::Disconnect, close, usable, commands);
    }

    fn learn(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.entry(ui, Icon::Book, Command::ExplainProtocol, commands);
        let polling = Command::Polling(polling::Command::Show(true));
        self.entry(ui, Icon::Scale, polling, commands);
        let latency = Command::Latency(latency::Command::Show(true));
        self.entry(ui, Icon::Timer, latency, commands);
    }

    fn group(&self, ui: &mut Ui, icon: Icon, text: Text<'_>, content: impl FnOnce(&mut Ui)) {
        group(ui, icon, &text.say(self.language), |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 2.0;
            content(ui);
        });
    }

    fn entry(&self, ui: &mut Ui, icon: Icon, command: Command, commands: &mut Vec<Command>) {
        entry(ui, self.language, icon, command, Ok(()), commands);
    }

    fn usable(&self, is_usable: bool, why_not: Text<'_>) -> Usable {
        if is_usable {
            Ok(())
        } else {
            Err(why_not.say(self.language))
        }
    }

    fn tabs(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some(tabs) = self.tabs.filter(|tabs| tabs.iter().len() > 1) else {
            return;
        };
        for (index, tab) in tabs.iter().enumerate() {
            let title = tab.title();
            let is_current = index == tabs.position();
            let response = ui.radio(is_current, &title);
            name(&response, &Text::TabNamed(&title).say(self.language));
            if response.clicked() {
                commands.push(Command::SelectTab(tab.id));
            }
        }
        self.entry(ui, Icon::Close, Command::AskCloseThisTab, commands);
        ui.separator();
    }

    fn zoom(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            ui.set_min_height(sizes::control(ui));
            ui.add_space(WORDS);
            ui.label(Text::Zoom.say(self.language));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                choices::zoom(ui, self.language, self.zoom_percent, commands);
            });
        });
    }

    /// The theme and the language.
    fn choices(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            ui.add_space(WORDS);
            choices::theme(ui, self.language, self.theme, commands);
        });
        ui.horizontal(|ui| {
            ui.add_space(WORDS);
            choices::language(ui, self.language, commands);
        });
    }
}

/// What is chosen again and again before it is right.
fn stays_open(command: &Command) -> bool {
    matches!(
        command,
        Command::Zoom(_) | Command::SetTheme(_) | Command::SetLanguage(_)
    )
}
