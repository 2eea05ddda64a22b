//! The command palette within the window: what can be found in it.

mod commands;
mod keywords;

use std::borrow::Cow;

use connection::Phase;
use egui::Ui;

use self::commands::{commands, of_row};
use self::keywords::{THEME, keywords};
use crate::IN_BROWSER;
use crate::features::connection_settings::{RecordDetails, Setting};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::message_form::{self, FormId};
use crate::features::palette::{End, Entry, Group, Outcome};
use crate::features::scenarios::Offer;
#[cfg(not(target_arch = "wasm32"))]
use crate::features::watch;
use crate::features::{
    composer, connection_settings, connections, frames, inspector, latency, messages, polling,
    scenarios, sequences, sidebar,
};
use crate::kit::command::{self, Command as _};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::page::Page;
use crate::kit::shortcut::keys_of;
use crate::kit::theme::ThemeChoice;
use crate::shell::app::App;
use crate::shell::command::{Command, Zoom};
use crate::shell::texts::Text;

/// How many of them are offered while nothing is looked for.
const USUAL: usize = 8;

/// What explains the protocol and the program.
const HELP: [(Icon, Command); 3] = [
    (Icon::Book, Command::ExplainProtocol),
    (Icon::Scale, Command::Polling(polling::Command::Show(true))),
    (Icon::Timer, Command::Latency(latency::Command::Show(true))),
];

/// Its button stands beside a message, and has a short word.
const COMPARE: Command = Command::Inspector(inspector::Command::Compare(true));

impl App {
    /// Shows the palette if it is open, and does what was chosen in it.
    pub(super) fn palette(&mut self, ui: &mut Ui) {
        if !self.palette_is_open {
            return;
        }
        let mut entries = self.palette_entries(ui);
        match self.palette.show(ui, self.language, &entries) {
            Outcome::Open => {}
            Outcome::Closed => self.close_palette(),
            Outcome::Chosen(index) => {
                self.close_palette();
                self.commands.push(entries.swap_remove(index).action);
            }
        }
    }

    pub(super) fn open_palette(&mut self, context: &egui::Context) {
        if !self.palette_is_open {
            self.focus_before_palette = context.memory(egui::Memory::focused);
        }
        self.palette_is_open = true;
        self.palette.open();
    }

    /// What had the keyboard before gets it back, unless the command gives it to something else.
    fn close_palette(&mut self) {
        self.palette_is_open = false;
        if let Some(before) = self.focus_before_palette.take() {
            self.focus_on(before);
        }
    }

    fn palette_entries(&mut self, ui: &Ui) -> Vec<Entry<Command>> {
        let mut entries = Vec::new();
        for (index, (icon, command)) in commands().into_iter().enumerate() {
            let is_possible = self.is_possible(&command, ui);
            let why_not = why_not(&command).filter(|_| !is_possible);
            if is_possible || why_not.is_some() {
                let is_usual = index < USUAL;
                #[cfg(not(target_arch = "wasm32"))]
                let is_comparison = command == COMPARE;
                #[cfg(not(target_arch = "wasm32"))]
                let pair = self
                    .tabs
                    .current()
                    .selected_pair()
                    .filter(|_| is_comparison);
                let mut entry = of_command(ui, Group::Commands, icon, command, is_usual);
                #[cfg(not(target_arch = "wasm32"))]
                if let (Some(entry), true) = (&mut entry, is_comparison) {
                    [entry.en, entry.zh] = in_both(|language| Text::CompareMessages.say(language));
                    if let Some((held, shown)) = pair {
                        let compare = messages::Command::Compare { held, shown };
                        entry.action = Command::Messages(compare);
                    }
                }
                if let (Some(entry), Some(why)) = (&mut entry, why_not) {
                    entry.end = End::WhyNot(why.say(self.language).into_owned());
                }
                entries.extend(entry);
            }
        }
        self.add_rows(ui, &mut entries);
        #[cfg(not(target_arch = "wasm32"))]
        let hides = self.tabs.current().conversation_state.choices.hides();
        #[cfg(not(target_arch = "wasm32"))]
        for (icon, command) in commands::of_conversation(hides) {
            entries.extend(of_command(ui, Group::Commands, icon, command, false));
        }
        #[cfg(not(target_arch = "wasm32"))]
        for command in FormId::all().map(message_form::Command::Open) {
            let command = Command::MessageForm(command);
            entries.extend(of_command(ui, Group::Commands, Icon::Edit, command, false));
        }
        #[cfg(not(target_arch = "wasm32"))]
        for (icon, command) in commands::of_watched()
            .into_iter()
            .chain([commands::READ_AGAIN])
            .chain(commands::SERVER)
        {
            if self.is_possible(&command, ui) {
                entries.extend(of_command(ui, Group::Commands, icon, command, false));
            }
        }
        entries.extend(examples());
        self.add_connections(&mut entries);
        self.add_scenarios(ui, &mut entries);
        self.add_settings(ui, &mut entries);
        for (icon, command) in HELP {
            entries.extend(of_command(ui, Group::Help, icon, command, true));
        }
        entries
    }

    /// What can be done with the row that is selected, or with two of them; without one it says so.
    fn add_rows(&self, ui: &Ui, entries: &mut Vec<Entry<Command>>) {
        let tab = self.tabs.current();
        if tab.frames.is_shown() {
            return;
        }
        let row = tab.list.selected();
        for (icon, command) in of_row(row.unwrap_or_default()) {
            let mut entry = of_command(ui, Group::Commands, icon, command, false);
            if let (Some(entry), None) = (&mut entry, row) {
                entry.end = End::WhyNot(Text::SelectRow.say(self.language).into_owned());
            }
            entries.extend(entry);
        }
    }

    /// Whether a command would do something now.
    fn is_possible(&self, command: &Command, ui: &Ui) -> bool {
        let tab = self.tabs.current();
        let phase = tab.phase();
        match command {
            Command::OpenPalette => false,
            Command::Connect => phase == Phase::Idle && !tab.awaits_keyring(),
            Command::Disconnect => matches!(phase, Phase::Open { .. }),
            Command::Cancel => {
                let is_trying = matches!(phase, Phase::Connecting { .. } | Phase::Waiting { .. });
                is_trying || tab.awaits_keyring()
            }
            Command::Retry => matches!(phase, Phase::Waiting { .. }),
            Command::ReconnectWithDetails => tab.dialled.is_some(),
            Command::Composer(command) => self.is_possible_to_compose(command),
            Command::Frames(frames::Command::Switch(mode)) => {
                mode.is_offered() && *mode != tab.frames.mode()
            }
            Command::Messages(messages::Command::SaveFlow(picture)) => {
                // What is drawn as SVG is not looked at before.
                tab.shows_flow() || (!IN_BROWSER && *picture == messages::Picture::Svg)
            }
            Command::Frames(_) => tab.frames.is_shown() && tab.frames.selected().is_some(),
            Command::Messages(messages::Command::FoldHeartbeats(folds)) => {
                !IN_BROWSER && *folds != tab.folding().heartbeats
            }
            Command::Messages(messages::Command::FoldAlike(folds)) => {
                !IN_BROWSER && *folds != tab.folding().alike
            }
            #[cfg(not(target_arch = "wasm32"))]
            Command::Watch(watch::Command::Save) => tab.watching.paths().next().is_some(),
            Command::Messages(messages::Command::ClearFilters) => tab.has_filters(),
            #[cfg(not(target_arch = "wasm32"))]
            Command::Messages(messages::Command::ReadAgain) => tab.unopened().is_some(),
            Command::Pause(is_paused) => *is_paused != tab.view.is_paused(),
            Command::ShowChart(is_shown) => *is_shown != self.settings.shows_chart,
            Command::AskSave => tab.shows_message(),
            Command::Inspector(command) => tab.is_possible_to_inspect(command),
            Command::Sidebar(sidebar::Command::Show(is_open)) => {
                *is_open != self.sidebar_is_open(ui.max_rect())
            }
            Command::Connections(connections::Command::UndoDelete) => self.side.saved.can_undo(),
            Command::Connections(connections::Command::RetryKeyring) => self.secrets.can_retry(),
            Command::Scenarios(scenarios::Command::AskAgain) => {
                self.scenario_servers(ui).asked.is_some()
            }
            Command::Scenarios(_) => {
                let examples = tab.examples();
                examples.is_some_and(|examples| examples.position().1 > 1)
            }
            Command::Latency(latency::Command::Start) => !tab.is_probing(),
            Command::Latency(latency::Command::Stop) => tab.is_probing(),
            Command::Latency(latency::Command::Show(false)) => self.pages.is_open(Page::Latency),
            Command::Polling(polling::Command::Start) => {
                self.pages.is_open(Page::Polling) && !self.polling.comparison.is_running()
            }
            Command::Polling(polling::Command::Stop) => self.polling.comparison.is_running(),
            Command::Polling(polling::Command::Save(_)) => self.polling.comparison.has_results(),
            Command::Polling(polling::Command::Show(false)) => self.pages.is_open(Page::Polling),
            Command::Sequences(command) => self.is_possible_in_sequence(command),
            Command::Undo => self.can_undo(),
            Command::Present(is_on) => *is_on != self.presents,
            Command::CloseBanner => tab.told_ending().is_some(),
            Command::Ping => tab.session.can_ping(),
            Command::AskCloseWith => tab.session.can_close_with(),
            Command::ShareSession
            | Command::ConnectionSettings(connection_settings::Command::EditRules) => !IN_BROWSER,
            #[cfg(not(target_arch = "wasm32"))]
            Command::RunServer(true) => self.server.startable().is_some(),
            #[cfg(not(target_arch = "wasm32"))]
            Command::RunServer(false) => self.server.is_on(),
            Command::Messages(messages::Command::Export(_)) => {
                tab.kept() > 0 && !tab.frames.is_shown()
            }
            Command::AskRecord => !IN_BROWSER && !tab.is_recording(),
            Command::StopRecording => tab.is_recording(),
            Command::CancelOpening => !self.opening.is_empty(),
            Command::Quit => !IN_BROWSER,
            _ => true,
        }
    }

    fn is_possible_in_sequence(&self, command: &sequences::Command) -> bool {
        use sequences::Command as C;
        let sequence = &self.sequences.sequence;
        match command {
            C::Show(is_shown) => *is_shown || self.pages.is_open(Page::Sequences),
            C::Run | C::Step => !sequence.is_empty() && !sequence.is_running(),
            C::Stop => sequence.is_running(),
            C::Reset => sequence.run.is_some(),
            C::Save | C::SaveAs => !sequence.is_empty(),
            C::FromSession => self.tabs.current().kept() > 0,
            _ => true,
        }
    }

    fn is_possible_to_compose(&self, command: &composer::Command) -> bool {
        use composer::Command as C;
        let compose = &self.tabs.current().compose;
        match command {
            C::Detach | C::ViewAttachment => compose.attachment.is_some(),
            C::Repeat => compose.repeat.is_none(),
            C::StopRepeat => compose.repeat.is_some(),
            C::KeepDraft => !compose.name.trim().is_empty(),
            C::DismissTip => self.tip().is_some(),
            _ => true,
        }
    }

    fn add_connections(&self, entries: &mut Vec<Entry<Command>>) {
        let items = self.settings.connections.items.iter();
        for item in items.filter(|item| item.kind == connections::Kind::Connection) {
            entries.push(Entry {
                group: Group::Connections,
                icon: Icon::Connections,
                en: item.name.clone(),
                zh: item.name.clone(),
                keywords: "",
                end: End::Text(item.address.clone()),
                is_usual: true,
                action: Command::Connections(connections::Command::Connect(item.id)),
            });
        }
    }

    /// Those of the server that the sidebar would ask, which is asked here too: they come when it answers.
    fn add_scenarios(&mut self, ui: &Ui, entries: &mut Vec<Entry<Command>>) {
        let Some(endpoint) = self.scenario_servers(ui).asked else {
            return;
        };
        let language = self.language;
        let tab = self.tabs.current_mut();
        let is_connected = matches!(tab.phase(), Phase::Open { .. });
        let trust = tab.trust();
        tab.scenarios.ask(&endpoint, is_connected, trust, ui.ctx());
        let Offer::There(known) = tab.scenarios.offer(&endpoint) else {
            return;
        };
        let origin = &endpoint.origin();
        for entry in known {
            let [en, zh] = LANGUAGES.map(|language| entry.title(language).to_owned());
            let group = scenarios::Text::Group(&entry.group).say(language);
            let choice = scenarios::Choice::new(origin, language, entry);
            entries.push(Entry {
                group: Group::Scenarios,
                icon: Icon::Scenarios,
                en,
                zh,
                keywords: "",
                end: End::Text(group.into_owned()),
                is_usual: false,
                action: Command::Scenarios(scenarios::Command::Choose(choice)),
            });
        }
    }

    /// Settings with their values, and what else they could be.
    fn add_settings(&self, ui: &Ui, entries: &mut Vec<Entry<Command>>) {
        entries.extend(self.themes());
        entries.extend(self.languages());
        let budget = format!("{} MiB", self.settings.budget_mib);
        let words = in_both(|language| Text::MemoryBudget.say(language));
        entries.push(setting(words, budget, Command::OpenSettings));
        entries.extend(self.details());
        entries.extend(self.connection_settings());
        entries.extend(connection_settings::sections().map(|(section, text)| {
            let words = pair(
                in_both(|language| connection_settings::Text::Title.say(language)),
                in_both(|language| text.say(language)),
            );
            let open = connection_settings::Command::Open(section);
            setting(words, String::new(), Command::ConnectionSettings(open))
        }));
        let zoom = format!("{:.0}%", ui.ctx().zoom_factor() * 100.0);
        let reset = Command::Zoom(Zoom::Reset);
        let words = in_both(|language| caption(&reset, language));
        entries.push(setting(words, zoom, reset));
    }

    fn themes(&self) -> impl Iterator<Item = Entry<Command>> {
        const THEMES: [(ThemeChoice, Text<'_>); 3] = [
            (ThemeChoice::System, Text::ThemeSystem),
            (ThemeChoice::Light, Text::ThemeLight),
            (ThemeChoice::Dark, Text::ThemeDark),
        ];
        let mut known = THEMES.into_iter();
        let current = known.find(|(theme, _)| *theme == self.settings.theme);
        let current = current.map_or_else(String::new, |(_, text)| text.say(self.language).into());
        THEMES.into_iter().map(move |(theme, text)| {
            let words = pair(
                in_both(|language| Text::Theme.say(language)),
                in_both(|language| text.say(language)),
            );
            Entry {
                keywords: THEME,
                ..setting(words, current.clone(), Command::SetTheme(theme))
            }
        })
    }

    fn languages(&self) -> impl Iterator<Item = Entry<Command>> {
        Language::ALL.into_iter().map(|choice| {
            let words = pair(
                in_both(|language| Text::LanguageLabel.say(language)),
                in_both(|_| choice.own_name().into()),
            );
            let current = self.language.own_name().to_owned();
            setting(words, current, Command::SetLanguage(choice))
        })
    }

    /// When the details of connections are recorded.
    fn details(&self) -> impl Iterator<Item = Entry<Command>> {
        use connection_settings::Command as C;
        let current = C::RecordDetails(self.settings.record_details);
        let current = caption(&current, self.language).into_owned();
        let choices = [RecordDetails::WhenNeeded, RecordDetails::Always];
        choices.into_iter().map(move |details| {
            let command = C::RecordDetails(details);
            let words = pair(
                in_both(|language| connection_settings::Text::Details.say(language)),
                in_both(|language| caption(&command, language)),
            );
            let action = Command::ConnectionSettings(command);
            setting(words, current.clone(), action)
        })
    }

    /// Those of the connection of this tab.
    fn connection_settings(&self) -> impl Iterator<Item = Entry<Command>> {
        let form = &self.tabs.current().form;
        let offered = Setting::offered(form, self.secrets.has_keyring());
        offered.into_iter().map(|offered| {
            let words = pair(
                in_both(|language| offered.label().say(language)),
                in_both(|language| offered.value(language)),
            );
            let current = offered.current(form).value(self.language).into_owned();
            let action = connection_settings::Command::Set(offered);
            setting(words, current, Command::ConnectionSettings(action))
        })
    }
}

/// Why a command is listed although it would do nothing now. What a person looks for by its name has to be found, or something else with
/// the same words would be taken for it; all other commands that would do nothing are not listed.
fn why_not(command: &Command) -> Option<Text<'static>> {
    match command {
        // A page sends no pings at all.
        Command::Ping => (!IN_BROWSER).then_some(Text::PingNeedsDetails),
        Command::AskCloseWith => Some(Text::CloseNeedsDetails),
        command if *command == COMPARE => Some(Text::SelectRow),
        _ => None,
    }
}

/// The sequences that come with the program.
fn examples() -> impl Iterator<Item = Entry<Command>> {
    sequences::Example::ALL.into_iter().map(|example| {
        let [en, zh] = pair(
            in_both(|language| sequences::Text::Example.say(language)),
            in_both(|language| example.title().say(language)),
        );
        Entry {
            group: Group::Commands,
            icon: Icon::Sequences,
            en,
            zh,
            keywords: "",
            end: End::Text(example.file_name().to_owned()),
            is_usual: false,
            action: Command::Sequences(sequences::Command::OpenExample(example)),
        }
    })
}

/// A setting as an entry, with the value that it has.
fn setting([en, zh]: [String; 2], value: String, action: Command) -> Entry<Command> {
    Entry {
        group: Group::Settings,
        icon: Icon::Settings,
        en,
        zh,
        keywords: keywords(&action),
        end: End::Text(value),
        is_usual: false,
        action,
    }
}

fn in_both<'t>(say: impl Fn(Language) -> Cow<'t, str>) -> [String; 2] {
    LANGUAGES.map(|language| say(language).into_owned())
}

/// The name of a setting with a value.
fn pair([en, zh]: [String; 2], [value, value_zh]: [String; 2]) -> [String; 2] {
    [format!("{en}: {value}"), format!("{zh}：{value_zh}")]
}

/// What a command is called.
fn caption(command: &impl command::Command, language: Language) -> Cow<'static, str> {
    let about = command.about(language);
    about.map_or(Cow::Borrowed(""), |about| about.text)
}

const LANGUAGES: [Language; 2] = [Language::English, Language::SimplifiedChinese];

/// A command as an entry, if it has words.
fn of_command(
    ui: &Ui,
    group: Group,
    icon: Icon,
    command: Command,
    is_usual: bool,
) -> Option<Entry<Command>> {
    let [en, zh] = LANGUAGES.map(|language| command.about(language));
    let (en, zh) = (en?, zh?);
    let keys = en.shortcut.map(|keys| keys_of(ui.ctx(), &keys));
    Some(Entry {
        group,
        icon,
        en: en.text.into_owned(),
        zh: zh.text.into_owned(),
        keywords: keywords(&command),
        end: End::Keys(keys.unwrap_or_default()),
        is_usual,
        action: command,
    })
}

#[cfg(test)]
mod tests;
