//! A window on a test's stage: what a person sees and does in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use egui_kittest::{Harness, Node};
use wscope::features::connection_settings::Section;
use wscope::kit::language::Language;
use wscope::{App, StartOptions};

use crate::groups::open_groups;

/// Long enough for a loaded machine; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window in English, unless a test says otherwise.
pub(crate) struct Stage {
    pub harness: Harness<'static, App>,
}

/// How often a button is looked for before it is taken for one in a menu.
const LOOKS: u32 = 30;

/// Something that is done to a window, or happens to it.
pub(crate) type Act = fn(&mut Stage);

impl Stage {
    /// Opens a window that connects to `address`.
    pub(crate) fn open(address: &str) -> Self {
        Self::with_options(StartOptions {
            address: address.to_owned(),
            language: Some(Language::English),
            ..StartOptions::default()
        })
    }

    pub(crate) fn with_options(options: StartOptions) -> Self {
        Self::sized(options, egui::vec2(1000.0, 680.0))
    }

    /// Opens a window of this size, in points.
    pub(crate) fn sized(options: StartOptions, size: egui::Vec2) -> Self {
        let harness = Harness::builder()
            .with_size(size)
            // Messages may be in any script; our own texts are looked at with `strict_glyphs`.
            .allow_missing_glyphs()
            .build_eframe(|creation| App::new(&creation.egui_ctx, None, options));
        Self { harness }
    }

    /// Opens a window and waits until it is connected.
    pub(crate) fn connected_to(address: &str) -> Self {
        let mut stage = Self::open(address);
        stage.wait_for_button("点击请求");
        stage
    }

    /// Runs frames until `is_so`.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        self.harness.step();
        while !is_so(self) {
            assert!(
                start.elapsed() < PATIENCE,
                "waited in vain for {what}: {:#?}",
                self.rows()
            );
            std::thread::sleep(Duration::from_millis(2));
            self.harness.step();
        }
    }

    /// The button with this name, or whose name contains it.
    pub(crate) fn button(&self, name: &str) -> Option<Node<'_>> {
        let is_pressed = |node: &Node<'_>| {
            let role = node.accesskit_node().role();
            matches!(role, Role::Button | Role::Tab)
        };
        let buttons = || {
            let nodes = self.harness.root().children_recursive();
            nodes.filter(is_pressed)
        };
        let is_exact = |button: &Node<'_>| button.accesskit_node().label().as_deref() == Some(name);
        let exact = buttons().find(is_exact);
        exact.or_else(|| buttons().find(|button| has_label(button, &[name])))
    }

    /// Opens the menus of what has no room, until one of them has what is looked for.
    pub(crate) fn open_menus(&mut self, has_it: impl Fn(&Self) -> bool) {
        let is_menu = |button: &Node<'_>| {
            let label = button.accesskit_node().label();
            label.is_some_and(|label| label.starts_with("More") || label.starts_with("更多"))
        };
        let count = |stage: &Self| {
            let buttons = stage.harness.query_all(by().role(Role::Button));
            buttons.filter(is_menu).count()
        };
        let toggle = |stage: &mut Self, index| {
            let buttons = stage.harness.query_all(by().role(Role::Button));
            if let Some(menu) = buttons.filter(is_menu).nth(index) {
                menu.click();
            }
            stage.harness.run_steps(3);
        };
        for index in 0..count(self) {
            if has_it(self) {
                return;
            }
            toggle(self, index);
            if has_it(self) || open_groups(self, &has_it) {
                return;
            }
            // It would cover the next. A menu may cover its own button too; what is no menu is closed by its button alone.
            match self.harness.ctx.any_popup_open() {
                true => self.harness.key_press(egui::Key::Escape),
                false => toggle(self, index),
            }
            self.harness.run_steps(3);
        }
    }

    /// Waits until the button is there and can be pressed.
    #[track_caller]
    pub(crate) fn wait_for_button(&mut self, name: &str) {
        // What comes by itself comes soon. A menu that is opened meanwhile would close the dialog that it comes in.
        for _ in 0..LOOKS {
            self.harness.step();
            if self.button(name).is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        if self.button(name).is_none() {
            self.open_menus(|stage| stage.button(name).is_some());
        }
        self.wait_until(&format!("the button {name}"), |stage| {
            stage
                .button(name)
                .is_some_and(|button| !button.accesskit_node().is_disabled())
        });
    }

    /// Presses a button.
    #[track_caller]
    pub(crate) fn press(&mut self, name: &str) {
        self.wait_for_button(name);
        self.button(name).unwrap().click();
        self.harness.run_steps(2);
    }

    /// Clicks the box with this name.
    #[track_caller]
    pub(crate) fn tick(&mut self, name: &str) {
        self.harness.step();
        self.open_menus(|stage| {
            let boxes = by().role(Role::CheckBox).label(name);
            stage.harness.query_all(boxes).next().is_some()
        });
        self.wait_until(&format!("the box {name}"), |stage| {
            let mut boxes = stage
                .harness
                .query_all(by().role(Role::CheckBox).label(name));
            boxes.next().is_some()
        });
        self.harness
            .get(by().role(Role::CheckBox).label(name))
            .click();
    }

    /// The row of the sidebar with this name.
    pub(crate) fn item(&self, name: &str) -> Option<Node<'_>> {
        let mut items = self.harness.query_all(by().role(Role::TreeItem));
        items.find(|item| item.accesskit_node().label().as_deref() == Some(name))
    }

    /// The entry of the palette with this name.
    pub(crate) fn option(&self, name: &str) -> Option<Node<'_>> {
        let mut options = self.harness.query_all(by().role(Role::ListBoxOption));
        options.find(|option| option.accesskit_node().label().as_deref() == Some(name))
    }

    /// All rows of the sidebar.
    pub(crate) fn items(&self) -> Vec<Node<'_>> {
        let items = self.harness.query_all(by().role(Role::TreeItem));
        items.collect()
    }

    /// Waits until the sidebar has a row with this name.
    #[track_caller]
    pub(crate) fn wait_for_item(&mut self, name: &str) {
        self.wait_until(&format!("the item {name}"), |stage| {
            stage.item(name).is_some()
        });
    }

    /// Clicks a row of the sidebar.
    #[track_caller]
    pub(crate) fn click_item(&mut self, name: &str) {
        self.wait_for_item(name);
        // A section that was opened is brought into view in the next frame.
        self.harness.run_steps(2);
        self.item(name).unwrap().click();
        self.harness.run_steps(2);
    }

    /// Chooses the segment with this name.
    #[track_caller]
    pub(crate) fn choose(&mut self, name: &str) {
        self.wait_until(&format!("the choice {name}"), |stage| {
            let mut choices = stage
                .harness
                .query_all(by().role(Role::RadioButton).label(name));
            choices.next().is_some()
        });
        self.harness
            .get(by().role(Role::RadioButton).label(name))
            .click();
        self.harness.run_steps(2);
    }

    /// Chooses the form in which a message is shown. The composer, below it, has choices with the same names.
    pub(crate) fn choose_form(&mut self, name: &str) {
        {
            let choices = by().role(Role::RadioButton).label(name);
            let choices = self.harness.query_all(choices);
            let highest = choices.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
            highest.unwrap().click();
        }
        self.harness.run_steps(2);
    }

    /// Chooses a tab of a part of the window.
    #[track_caller]
    pub(crate) fn open_page(&mut self, name: &str) {
        // A pane that has just opened takes no click.
        self.harness.run_steps(30);
        self.harness.get(by().role(Role::Tab).label(name)).click();
        self.harness.run_steps(2);
    }

    /// Whether the button with this name is there and cannot be pressed.
    pub(crate) fn is_disabled(&self, name: &str) -> bool {
        let button = self.button(name);
        button.is_some_and(|button| button.accesskit_node().is_disabled())
    }

    /// Scrolls until the button with this name is in sight: a form may be higher than the room that it has.
    #[track_caller]
    pub(crate) fn scroll_to_button(&mut self, name: &str) {
        self.wait_for_button(name);
        self.button(name).unwrap().scroll_to_me();
        self.harness.run_steps(20);
    }

    /// Puts the cursor into the field with this name.
    #[track_caller]
    pub(crate) fn click_field(&mut self, name: &str) {
        self.wait_until(&format!("the field {name}"), |stage| {
            stage.field(name).is_some()
        });
        // A form may be higher than the room that it has.
        self.field(name).unwrap().scroll_to_me();
        self.harness.run_steps(20);
        self.field(name).unwrap().click();
        self.harness.run_steps(2);
    }

    /// Drops a file onto the window.
    pub(crate) fn drop_file(&mut self, path: &Path) {
        self.drop_files(&[path]);
    }

    /// Drops files onto the window, all at once.
    pub(crate) fn drop_files(&mut self, paths: &[&Path]) {
        for path in paths {
            let file = Dropped((*path).to_owned());
            self.harness.input_mut().dropped_files.push(Arc::new(file));
        }
        self.harness.step();
        self.harness.input_mut().dropped_files.clear();
        self.harness.step();
    }

    /// Types into the field with this name.
    #[track_caller]
    pub(crate) fn fill(&mut self, name: &str, text: &str) {
        self.click_field(name);
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.run_steps(3);
    }

    /// Types the path of the file to save to.
    pub(crate) fn type_path(&mut self, path: &Path) {
        let field = |stage: &Self| stage.field("File").map(|field| field.focus());
        assert!(field(self).is_some(), "no file is asked for");
        self.harness.step();
        self.harness
            .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        self.harness.step();
        self.field("File")
            .unwrap()
            .type_text(path.to_str().unwrap());
        self.harness.step();
    }

    /// The field for typing with this name.
    pub(crate) fn field(&self, name: &str) -> Option<Node<'_>> {
        const ROLES: [Role; 4] = [
            Role::TextInput,
            Role::MultilineTextInput,
            Role::PasswordInput,
            Role::SpinButton,
        ];
        let is_meant = |node: &Node<'_>| {
            let node = node.accesskit_node();
            ROLES.contains(&node.role()) && node.label().is_some_and(|label| label == name)
        };
        self.harness.root().children_recursive().find(is_meant)
    }

    /// What has the focus, by its name.
    pub(crate) fn focused(&self) -> Option<String> {
        let mut nodes = self.harness.root().children_recursive();
        let focused = nodes.find(|node| node.accesskit_node().is_focused())?;
        focused.accesskit_node().label()
    }

    /// Presses a button if there is one that can be pressed.
    pub(crate) fn press_if_enabled(&mut self, name: &str) {
        if let Some(button) = self.button(name)
            && !button.accesskit_node().is_disabled()
        {
            button.click();
        }
        self.harness.step();
    }

    /// The texts of the visible rows.
    pub(crate) fn rows(&self) -> Vec<String> {
        let rows = self.harness.query_all(by().role(Role::Row));
        rows.filter_map(|row| row.accesskit_node().label())
            .collect()
    }

    /// How many visible rows contain all of `parts`.
    pub(crate) fn count_rows(&self, parts: &[&str]) -> usize {
        let rows = self.rows();
        let is_meant = |row: &&String| parts.iter().all(|part| row.contains(part));
        rows.iter().filter(is_meant).count()
    }

    /// Waits until so many visible rows contain all of `parts`.
    #[track_caller]
    pub(crate) fn wait_for_rows(&mut self, count: usize, parts: &[&str]) {
        let what = format!("{count} rows with {parts:?}");
        self.wait_until(&what, |stage| stage.count_rows(parts) == count);
    }

    /// Whether a text is anywhere in the window.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.harness
            .query_all_by_label_contains(text)
            .next()
            .is_some()
    }

    /// Waits until a text is anywhere in the window.
    #[track_caller]
    pub(crate) fn wait_for_text(&mut self, text: &str) {
        self.wait_until(text, |stage| stage.shows(text));
    }

    /// Sends a message, whatever the composer holds.
    #[track_caller]
    pub(crate) fn send(&mut self, message: connection::Message) {
        self.harness.state_mut().session().send(message).unwrap();
    }

    /// What went into the log, and what is gone again.
    pub(crate) fn counters(&self) -> message_log::Counters {
        self.harness.state().with_log(session::Log::counters)
    }

    /// Which messages and events the log has.
    pub(crate) fn kept(&self) -> std::ops::Range<u64> {
        let kept = self.harness.state().with_log(session::Log::kept);
        kept.start.get()..kept.end.get()
    }

    /// The numbers of the messages that the log has.
    pub(crate) fn numbers(&self) -> std::ops::Range<u64> {
        self.harness.state().with_log(session::Log::numbers)
    }

    /// What the visible row of a message or an event says.
    pub(crate) fn row(&self, seq: u64) -> Option<String> {
        let number = self.harness.state().with_log(|log| {
            let seq = message_log::Seq::new(seq);
            log.get(seq)?;
            log.number_of(seq)
        });
        let start = number.map(|number| format!("{number},"));
        self.rows().into_iter().find(|row| match &start {
            Some(start) => row.starts_with(start.as_str()),
            None => row.starts_with("Connection event"),
        })
    }

    /// The connection that is looked at.
    pub(crate) fn session(&mut self) -> &mut session::Session {
        self.harness.state_mut().session()
    }

    /// How many messages were received.
    pub(crate) fn received(&self) -> u64 {
        let counters = self.counters();
        counters.of(message_log::Direction::Received).messages
    }

    /// How many messages were sent.
    pub(crate) fn sent(&self) -> u64 {
        let counters = self.counters();
        counters.of(message_log::Direction::Sent).messages
    }

    /// Looks at the messages again, not at a page.
    pub(crate) fn look_at_messages(&mut self) {
        let tab = self.harness.state().tab().id;
        self.command(wscope::shell::command::Command::SelectTab(tab));
        self.harness.run_steps(2);
    }

    /// Has the details of every connection recorded, from the next one on.
    pub(crate) fn record_details(&mut self) {
        use wscope::features::connection_settings::{Command, RecordDetails};
        let record = Command::RecordDetails(RecordDetails::Always);
        self.command(wscope::shell::command::Command::ConnectionSettings(record));
    }

    /// Asks for something that has no button at hand.
    pub(crate) fn command(&mut self, command: wscope::shell::command::Command) {
        self.harness.state_mut().ask(command);
        self.harness.run_steps(2);
    }

    /// Opens the settings of the connection at this section.
    pub(crate) fn open_settings_page(&mut self, section: Section) {
        self.harness.state_mut().tab_mut().settings.turn_to(section);
        self.command(wscope::shell::command::Command::OpenOptions);
    }

    /// Puts a text into the field beside the button.
    pub(crate) fn write(&mut self, text: &str) {
        text.clone_into(self.harness.state_mut().text_mut());
        // The field finds its height, and what stands around it its place.
        self.harness.run_steps(3);
    }

    /// Clicks a visible row that contains all of `parts`, as soon as there is one.
    #[track_caller]
    pub(crate) fn select_row(&mut self, parts: &[&str]) {
        self.wait_until("a row", |stage| stage.count_rows(parts) > 0);
        let rows = || self.harness.query_all(by().role(Role::Row));
        rows().rfind(|row| has_label(row, parts)).unwrap().click();
        self.harness.run_steps(2);
    }

    /// What was put on the clipboard in the last frame.
    pub(crate) fn copied(&self) -> Option<String> {
        let commands = &self.harness.output().platform_output.commands;
        commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    }
}

/// A file as the system hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn has_label(node: &Node<'_>, parts: &[&str]) -> bool {
    let label = node.accesskit_node().label().unwrap_or_default();
    parts.iter().all(|part| label.contains(part))
}
