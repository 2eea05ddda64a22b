//! The sidebar within the window: what is in its sections, and what becomes of what a person asks there.

use connection::{Endpoint, Phase, Trust};
use egui::{Id, Margin, Rect, Ui, UiBuilder};

use crate::features::composer::Draft;
use crate::features::connection_settings::form::OptionsForm;
use crate::features::connections::{self, Saved, View};
use crate::features::scenarios::{self, Choice, Description, Examples, Groups, List};
use crate::features::sidebar::{self, Content, Panel, Section, Sidebar};
use crate::features::{latency, polling, sequences};
use crate::kit::button::{icon_style, styled_button};
use crate::kit::command::Command as _;
use crate::kit::field::{address_field, composer_field};
use crate::kit::icon::Icon;
use crate::kit::key_cap::{caps_width, key_caps};
use crate::kit::language::Language;
use crate::kit::room::{line_right, part};
use crate::kit::shortcut::keys_of;
use crate::kit::theme::{Palette, sizes};
use crate::kit::tree::{FIRST_INDENT, Mark, TreeRow, remark};
use crate::shell::app::App;
use crate::shell::app::saved_connections::Uses;
use crate::shell::command::Command;
use crate::shell::layout::{Layout, NARROW, WIDE};
use crate::shell::tab::Tab;
use crate::shell::tabs::Tabs;

/// Width and height of a button in the header of a section, in points.
const HEADER_BUTTON: f32 = 24.0;

/// The same where a finger points as well.
fn header_button(ui: &Ui) -> f32 {
    HEADER_BUTTON.max(sizes::target(ui))
}

/// What there is to learn: each is a command with its icon.
const LEARN: [(Icon, Command); 3] = [
    (Icon::Book, Command::ExplainProtocol),
    (Icon::Scale, Command::Polling(polling::Command::Show(true))),
    (Icon::Timer, Command::Latency(latency::Command::Show(true))),
];

impl App {
    /// Whether the sidebar is open, in a window of this size.
    pub(super) fn sidebar_is_open(&self, window: Rect) -> bool {
        let (is_narrow, is_wide) = (window.width() <= NARROW, window.width() >= WIDE);
        let choices = &self.settings.sidebar;
        self.side.sidebar.is_open(choices, is_narrow, is_wide)
    }

    /// The rail or the sidebar, where the layout has one. It is the same for all tabs.
    pub(super) fn side_part(&mut self, ui: &mut Ui, layout: &Layout) {
        let Some(place) = layout.side else { return };
        let surface = Palette::of(ui).surface;
        let scope = UiBuilder::new().scope_id(Id::unique("side"));
        ui.scope_builder(scope, |ui| {
            part(ui, "side", place, surface, Margin::ZERO, |ui| {
                self.side(ui, layout);
            });
            line_right(ui, place);
        });
    }

    /// Which servers have to do with the scenarios of this tab.
    pub(super) fn scenario_servers(&self, ui: &Ui) -> ScenarioServers {
        let tab = self.tabs.current();
        let is_typed = ui.memory(|memory| memory.has_focus(address_field(tab.id)));
        let typed = Endpoint::parse(&tab.address).ok().filter(|_| !is_typed);
        let dialled = tab.dialled.as_ref().map(|(endpoint, _)| endpoint.clone());
        let own = self.side.own_server.as_ref();
        let is_own = |server: &Endpoint| own.map(Endpoint::origin) == Some(server.origin());
        let server = typed.or(dialled);
        let (allowed, foreign) = match server {
            Some(server) if tab.scenarios.may_ask(&server) || is_own(&server) => {
                (Some(server), None)
            }
            other => (None, other),
        };
        ScenarioServers {
            asked: allowed.or_else(|| own.cloned()),
            foreign,
        }
    }

    fn side(&mut self, ui: &mut Ui, layout: &Layout) {
        let mut content = SideContent {
            language: self.language,
            servers: self.scenario_servers(ui),
            tabs: &mut self.tabs,
            saved: &self.settings.connections,
            saved_view: &mut self.side.saved.view,
            groups: &mut self.side.groups,
            recent: &self.settings.recent_sequences,
            commands: &mut self.commands,
        };
        let panel = Panel {
            language: self.language,
            choices: &self.settings.sidebar,
            state: &mut self.side.sidebar,
            is_sheet: layout.is_narrow,
        };
        let before = content.commands.len();
        let mut commands = Vec::new();
        if layout.sidebar_is_open {
            panel.show(ui, &mut content, &mut commands);
        } else {
            panel.rail(ui, &mut content, &mut commands);
        }
        // What was chosen is to be seen.
        let is_chosen = self.commands.iter().skip(before).any(leads_away);
        self.side.sidebar.is_sheet &= !is_chosen;
        self.commands
            .extend(commands.into_iter().map(Command::Sidebar));
    }

    pub(super) fn run_sidebar(&mut self, command: sidebar::Command, context: &egui::Context) {
        let choices = &mut self.settings.sidebar;
        let sidebar = &mut self.side.sidebar;
        let is_narrow = context.content_rect().width() <= NARROW;
        match command {
            sidebar::Command::Show(is_open) if is_narrow => sidebar.is_sheet = is_open,
            sidebar::Command::Show(is_open) => choices.is_open = Some(is_open),
            sidebar::Command::Open(section) => {
                choices.fold(section, false);
                sidebar.wanted = Some(section);
                sidebar.search.clear();
                if is_narrow {
                    sidebar.is_sheet = true;
                } else {
                    choices.is_open = Some(true);
                }
            }
            sidebar::Command::Fold(section, is_folded) => choices.fold(section, is_folded),
        }
    }

    pub(super) fn run_scenarios(&mut self, command: scenarios::Command) {
        let tab = self.tabs.current_mut();
        match command {
            scenarios::Command::Choose(choice) => self.choose_scenario(choice),
            scenarios::Command::OpenInTab(choice) => {
                let form = tab.form_for(&choice.address);
                let count = self.tabs.len();
                self.new_tab();
                if self.tabs.len() > count {
                    if let Some(form) = form {
                        self.tabs.current_mut().form = form;
                    }
                    self.choose_scenario(choice);
                }
            }
            scenarios::Command::Save(choice) => self.save_scenario(choice),
            scenarios::Command::NextExample => tab.step_example(Examples::next, self.language),
            scenarios::Command::PreviousExample => {
                tab.step_example(Examples::previous, self.language);
            }
            scenarios::Command::AskAgain => {
                tab.scenarios.forget();
                let open = sidebar::Command::Open(Section::Scenarios);
                self.commands.push(Command::Sidebar(open));
            }
            scenarios::Command::Ask(origin) => tab.scenarios.allow(origin),
        }
    }

    /// Connects this tab to a scenario, and puts the first of its messages into the composer.
    fn choose_scenario(&mut self, choice: Choice) {
        let tab = self.tabs.current_mut();
        tab.disconnect();
        tab.address = choice.address;
        // What a server does is shown with all that can be known of it.
        tab.wants_details_here();
        tab.examples = Examples::new(tab.address.clone(), choice.examples);
        tab.show_example(self.language);
        let field = composer_field(tab.id);
        self.connect();
        self.focus_on(field);
    }
}

/// Whether a command leads to something that a sheet would cover.
fn leads_away(command: &Command) -> bool {
    use connections::Command as C;
    use scenarios::Command as S;
    match command {
        Command::Connections(command) => matches!(command, C::Connect(_) | C::OpenInTab(_)),
        Command::Scenarios(command) => matches!(command, S::Choose(_) | S::OpenInTab(_)),
        _ => true,
    }
}

impl Tab {
    /// Whose certificates its server may have. What cannot be used is told when it connects.
    pub(super) fn trust(&self) -> Trust {
        self.form.read_trust().unwrap_or_default()
    }

    /// Its settings, if this address is on the server that they are for.
    pub(super) fn form_for(&self, address: &str) -> Option<OptionsForm> {
        let origin = |address: &str| Endpoint::parse(address).map(|endpoint| endpoint.origin());
        let typed = origin(&self.address).ok();
        let is_same = typed.is_some() && typed == origin(address).ok();
        is_same.then(|| self.form.clone())
    }

    /// The messages of the scenario that it is at.
    pub fn examples(&self) -> Option<&Examples> {
        let examples = self.examples.as_ref();
        examples.filter(|examples| examples.are_for(&self.address))
    }

    fn step_example(&mut self, step: fn(&mut Examples), language: Language) {
        if let Some(examples) = &mut self.examples {
            step(examples);
        }
        self.show_example(language);
    }

    fn show_example(&mut self, language: Language) {
        if let Some(examples) = &self.examples {
            let example = examples.current();
            self.compose.attachment = None;
            self.compose.draft = Draft {
                text: example.text(language).to_owned(),
                form: example.form(),
            };
        }
    }
}

/// Whose scenarios a tab can show.
pub(super) struct ScenarioServers {
    /// The server that is asked without more ado.
    pub(super) asked: Option<Endpoint>,
    /// Where the tab is connected, or would be, if that server is asked only when the person wants it.
    foreign: Option<Endpoint>,
}

/// What is in the sections.
struct SideContent<'a> {
    language: Language,
    tabs: &'a mut Tabs,
    saved: &'a Saved,
    saved_view: &'a mut View,
    servers: ScenarioServers,
    groups: &'a mut Groups,
    /// The scripts that were open before, by their paths.
    recent: &'a [String],
    commands: &'a mut Vec<Command>,
}

impl SideContent<'_> {
    fn scenarios(&mut self, ui: &mut Ui, sidebar: &Sidebar) -> bool {
        let language = self.language;
        let ScenarioServers { asked, foreign } = &self.servers;
        let tab = self.tabs.current_mut();
        let mut has_any = false;
        if let Some(endpoint) = asked {
            let list = List {
                language,
                endpoint,
                is_connected: matches!(tab.phase(), Phase::Open { .. }),
                trust: tab.trust(),
                scenarios: &mut tab.scenarios,
                groups: self.groups,
                current: tab.dialled.as_ref().map_or("", |(to, _)| to.expose()),
                is_searching: !sidebar.search.trim().is_empty(),
            };
            let mut commands = Vec::new();
            has_any = list.show(ui, |titles| sidebar.finds(titles), &mut commands);
            self.commands
                .extend(commands.into_iter().map(Command::Scenarios));
        }
        if let Some(server) = foreign {
            let (host, _) = server.host_and_port();
            let text = scenarios::Text::Ask(&host).say(language);
            let row = TreeRow::new(ui, "ask", text).show(ui);
            let tooltip = scenarios::Text::AskTooltip.say(language).into_owned();
            if row.on_hover_text(tooltip).clicked() {
                let ask = scenarios::Command::Ask(server.origin());
                self.commands.push(Command::Scenarios(ask));
            }
        } else if asked.is_none() {
            remark(ui, &scenarios::Text::NoServer.say(language));
        }
        has_any
    }

    fn connections(&mut self, ui: &mut Ui, sidebar: &Sidebar) -> bool {
        let list = connections::List {
            language: self.language,
            saved: self.saved,
            view: self.saved_view,
            search: &sidebar.search,
        };
        let uses = Uses::new(self.tabs, self.saved);
        let mut commands = Vec::new();
        let has_any = list.show(
            ui,
            |titles| sidebar.finds(titles),
            |item| uses.of(item),
            &mut commands,
        );
        if sidebar.search.trim().is_empty() {
            connections::environment_row(ui, self.language, self.saved, &mut commands);
        }
        self.commands
            .extend(commands.into_iter().map(Command::Connections));
        has_any
    }

    fn learn(&mut self, ui: &mut Ui, sidebar: &Sidebar) -> bool {
        let mut has_any = false;
        for (icon, command) in LEARN {
            let texts = [Language::English, Language::SimplifiedChinese]
                .map(|language| command.about(language).map(|about| about.text));
            let texts: Vec<&str> = texts.iter().flatten().map(|text| &**text).collect();
            if !sidebar.finds(&texts) {
                continue;
            }
            has_any = true;
            let Some(about) = command.about(self.language) else {
                continue;
            };
            let mut row = TreeRow::new(ui, icon.glyph(), &*about.text);
            row.indent = FIRST_INDENT + 12.0;
            row.mark = Mark::Icon(icon, Palette::of(ui).muted);
            let response = row.show(ui);
            if response.on_hover_text(&*about.tooltip).clicked() {
                self.commands.push(command);
            }
        }
        has_any
    }

    /// The sequence that is open, those that were open before, and those that come with the program.
    fn sequences(&mut self, ui: &mut Ui, sidebar: &Sidebar) -> bool {
        use sequences::{Command as C, Example, Text as T};
        let language = self.language;
        let mut has_any = false;
        let mut row = |ui: &mut Ui, titles: &[&str], icon, text: &str, about: &str, command| {
            if !sidebar.finds(titles) {
                return;
            }
            has_any = true;
            let mut row = TreeRow::new(ui, (icon as usize, text), text);
            row.indent = FIRST_INDENT + 12.0;
            row.mark = Mark::Icon(icon, Palette::of(ui).muted);
            if row.show(ui).on_hover_text(about).clicked() {
                self.commands.push(Command::Sequences(command));
            }
        };
        let titles = |text: T<'static>| Language::ALL.map(|language| text.say(language));
        let show = titles(T::Open);
        let show: Vec<&str> = show.iter().map(|title| &**title).collect();
        let (text, about) = (T::Open.say(language), T::OpenTooltip.say(language));
        row(ui, &show, Icon::Sequences, &text, &about, C::Show(true));
        for path in self.recent {
            let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
            let open = C::OpenRecent(path.clone());
            row(ui, &[path], Icon::File, name, path, open);
        }
        for example in Example::ALL {
            let names = titles(example.title());
            let names: Vec<&str> = names.iter().map(|title| &**title).collect();
            let (text, about) = (example.title().say(language), example.about().say(language));
            let open = C::OpenExample(example);
            row(ui, &names, Icon::Hint, &text, &about, open);
        }
        has_any
    }

    fn description(&self) -> Option<Description<'_>> {
        let tab = self.tabs.current();
        let (dialled, _) = tab.dialled.as_ref()?;
        Description::new(self.language, &tab.scenarios, dialled.expose())
    }
}

impl Content for SideContent<'_> {
    fn section(&mut self, ui: &mut Ui, section: Section, sidebar: &Sidebar) -> bool {
        match section {
            Section::Connections => self.connections(ui, sidebar),
            Section::Scenarios => self.scenarios(ui, sidebar),
            Section::Sequences => self.sequences(ui, sidebar),
            Section::Learn => self.learn(ui, sidebar),
        }
    }

    /// Saves the connection of the tab, and adds folders.
    fn header_end(&mut self, ui: &mut Ui, section: Section) {
        if section != Section::Connections {
            return;
        }
        ui.spacing_mut().button_padding = egui::Vec2::ZERO;
        ui.spacing_mut().item_spacing.x = 0.0;
        let muted = Palette::of(ui).muted;
        for (icon, command) in [
            (Icon::AddFolder, connections::Command::NewFolder),
            (Icon::Add, connections::Command::Save),
        ] {
            let size = egui::Vec2::splat(header_button(ui));
            let button = icon_style(ui, icon.text().color(muted)).min_size(size);
            let command = Command::Connections(command);
            styled_button(ui, self.language, command, button, Ok(()), self.commands);
        }
        let mut commands = Vec::new();
        connections::more_menu(ui, self.language, header_button(ui), &mut commands);
        self.commands
            .extend(commands.into_iter().map(Command::Connections));
    }

    fn header_end_width(&self, ui: &Ui, section: Section) -> f32 {
        match section {
            Section::Connections => 3.0 * header_button(ui) + 4.0,
            Section::Scenarios | Section::Sequences | Section::Learn => 0.0,
        }
    }

    fn above_foot(&mut self, ui: &mut Ui) {
        let mut commands = Vec::new();
        if let Some(description) = self.description() {
            description.show(ui, &mut commands);
        }
        self.commands
            .extend(commands.into_iter().map(Command::Scenarios));
    }

    fn above_foot_height(&self, ui: &Ui) -> f32 {
        let description = self.description();
        description.map_or(0.0, |description| description.height(ui))
    }

    fn foot(&mut self, ui: &mut Ui, is_rail: bool) {
        let language = self.language;
        let command = Command::OpenSettings;
        let muted = Palette::of(ui).muted;
        if is_rail {
            let button = icon_style(ui, Icon::Settings.text().color(muted));
            let button = button.min_size(egui::Vec2::splat(sizes::target(ui).max(32.0)));
            styled_button(ui, language, command, button, Ok(()), self.commands);
            return;
        }
        let Some(about) = command.about(language) else {
            return;
        };
        let keys = about.shortcut.map(|keys| keys_of(ui.ctx(), &keys));
        let keys = keys.unwrap_or_default();
        let place = ui.max_rect();
        let mut row = TreeRow::new(ui, "settings", &*about.text);
        row.indent = FIRST_INDENT - 2.0;
        row.mark = Mark::Icon(Icon::Settings, muted);
        ui.add_space((place.height() - crate::kit::tree::row_height(ui)) / 2.0);
        let response = row.show(ui);
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_role(egui::accesskit::Role::Button);
        });
        if response.on_hover_text(&*about.tooltip).clicked() {
            self.commands.push(command);
        }
        let left = place.right() - 12.0 - caps_width(ui, &keys);
        let caps = Rect::from_min_max(
            egui::pos2(left, place.center().y - sizes::control(ui) / 2.0 + 5.0),
            place.right_bottom(),
        );
        let builder = UiBuilder::new().id_salt("keys").max_rect(caps);
        ui.scope_builder(builder, |ui| key_caps(ui, &keys));
    }
}
