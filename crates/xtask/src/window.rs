//! The built program in a window, as a test sees it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use egui::accesskit::{Node, Role};

use crate::Result;
use crate::display::Display;
use crate::inspector::{Inspector, middle_of};
use crate::process::Process;
use crate::wait::wait_until;

/// How long something may take to appear. Nothing waits this long unless it is missing.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the menu of what has no room is called, in both languages.
const MORE: [&str; 2] = ["More", "更多"];

/// What the menus in that menu are called.
pub(crate) const GROUPS: [&str; 8] = [
    "Session and recording",
    "This connection",
    "Learn and measure",
    "Appearance",
    "会话与录制",
    "当前连接",
    "学习与测量",
    "外观",
];

/// A running window.
pub(crate) struct Window {
    process: RefCell<Process>,
    inspector: Inspector,
}

impl Window {
    /// Starts `program` on the display, with its settings in `home`, and the session bus at this address.
    pub(crate) fn open(
        program: &Path,
        display: &Display,
        home: &Path,
        bus: &str,
        arguments: &[&str],
    ) -> Result<Self> {
        let port = free_port()?;
        let mut process = Process::start(
            Command::new(program)
                .args(arguments)
                .env("DISPLAY", display.name())
                .env_remove("WAYLAND_DISPLAY")
                .env("HOME", home)
                .env("XDG_DATA_HOME", home)
                .env("DBUS_SESSION_BUS_ADDRESS", bus)
                .env("LANG", "zh_CN.UTF-8")
                .env("LC_ALL", "zh_CN.UTF-8")
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .env("EGUI_INSPECTION", format!("127.0.0.1:{port}")),
        )?;
        let inspector = wait_until("the window to open", PATIENCE, || {
            if process.has_ended() {
                return Err(format!("the program ended: {}", process.lines().join(" ")).into());
            }
            Ok(Inspector::connect(port).ok())
        })?;
        Ok(Self {
            process: RefCell::new(process),
            inspector,
        })
    }

    /// Waits for a node that `is_it`, named `what` in messages.
    pub(crate) fn wait_for(&self, what: &str, is_it: impl Fn(&Node) -> bool) -> Result<Node> {
        wait_until(what, PATIENCE, || {
            let tree = self.inspector.tree()?;
            Ok(tree
                .nodes
                .into_iter()
                .map(|(_, node)| node)
                .find(|node| is_it(node)))
        })
    }

    /// Waits for a usable button whose name is `name`, or else contains it: a name may be the beginning of another one.
    pub(crate) fn wait_for_button(&self, name: &str) -> Result<Node> {
        wait_until(&format!("the button {name}"), PATIENCE, || {
            let tree = self.inspector.tree()?;
            let nodes = tree.nodes.into_iter().map(|(_, node)| node);
            let is_meant = |node: &Node| is_button(node, name) && !node.is_disabled();
            let buttons: Vec<_> = nodes.filter(is_meant).collect();
            let exact = buttons.iter().find(|node| text_of(node) == name);
            Ok(exact.or(buttons.first()).cloned())
        })
    }

    /// Waits for a text anywhere in the window.
    pub(crate) fn wait_for_text(&self, text: &str) -> Result<Node> {
        self.wait_for(&format!("the text {text}"), |node| {
            text_of(node).contains(text)
        })
    }

    /// Waits until exactly `count` rows of the list contain all of `parts`.
    pub(crate) fn wait_for_rows(&self, count: usize, parts: &[&str]) -> Result<()> {
        let what = format!("{count} rows with {}", parts.join(" and "));
        let found = wait_until(&what, PATIENCE, || {
            let is_meant = |row: &String| parts.iter().all(|part| row.contains(part));
            let rows = self.rows()?.into_iter().filter(is_meant);
            Ok((rows.count() == count).then_some(()))
        });
        found.or_else(|error| Err(format!("{error}; there are {:#?}", self.rows()?).into()))
    }

    /// The texts of the rows that are visible.
    fn rows(&self) -> Result<Vec<String>> {
        let rows = self.texts()?.into_iter().filter(|(role, _)| is_row(*role));
        Ok(rows.map(|(_, text)| text).collect())
    }

    /// Every text of the window with the role of its node.
    pub(crate) fn texts(&self) -> Result<Vec<(Role, String)>> {
        let tree = self.inspector.tree()?;
        Ok(tree
            .nodes
            .iter()
            .map(|(_, node)| (node.role(), text_of(node)))
            .collect())
    }

    /// Clicks the middle of a node.
    pub(crate) fn click(&self, node: &Node) -> Result<()> {
        self.inspector.click(middle_of(node)?)
    }

    /// Clicks the button whose name contains `name`.
    pub(crate) fn press(&self, name: &str) -> Result<()> {
        self.open_menu_of(|node| is_button(node, name))?;
        self.wait_for_button(name)?;
        // In its first moments a window finds its size, and the button its place.
        self.inspector.settle()?;
        self.click(&self.wait_for_button(name)?)
    }

    /// What has no room in its row is in a menu at its end: opens the menu that has what `is_it`, if one has.
    fn open_menu_of(&self, is_it: impl Fn(&Node) -> bool) -> Result<()> {
        self.inspector.settle()?;
        let is_there = || -> Result<bool> {
            let tree = self.inspector.tree()?;
            Ok(tree.nodes.iter().any(|(_, node)| is_it(node)))
        };
        if is_there()? {
            return Ok(());
        }
        let tree = self.inspector.tree()?;
        let is_menu = |node: &&Node| node.label().is_some_and(|label| MORE.contains(&label));
        let menus = tree.nodes.iter().map(|(_, node)| node).filter(is_menu);
        // In its first moments a window may not take the first click.
        for menu in menus.clone().chain(menus) {
            self.click(menu)?;
            self.inspector.settle()?;
            if is_there()? {
                return Ok(());
            }
            for group in GROUPS {
                let tree = self.inspector.tree()?;
                let mut nodes = tree.nodes.iter().map(|(_, node)| node);
                let Some(group) = nodes.find(|node| node.label() == Some(group)) else {
                    continue;
                };
                self.click(group)?;
                self.inspector.settle()?;
                if is_there()? {
                    return Ok(());
                }
            }
            // It would cover the next; and a click could open it as well.
            self.press_key(egui::Key::Escape)?;
            self.inspector.settle()?;
        }
        Ok(())
    }

    /// Clicks the box whose name contains `name`.
    pub(crate) fn tick(&self, name: &str) -> Result<()> {
        let is_box = |node: &Node| node.role() == Role::CheckBox && text_of(node).contains(name);
        self.open_menu_of(is_box)?;
        let checkbox = self.wait_for(&format!("the box {name}"), |node| {
            is_box(node) && !node.is_disabled()
        })?;
        self.click(&checkbox)
    }

    /// Waits until what `is_it` has the keyboard.
    pub(crate) fn wait_for_focus(&self, what: &str, is_it: impl Fn(&Node) -> bool) -> Result<()> {
        wait_until(&format!("the keyboard at {what}"), PATIENCE, || {
            let tree = self.inspector.tree()?;
            let mut nodes = tree.nodes.iter();
            let focused = nodes.find(|(id, _)| *id == tree.focus);
            Ok(focused.filter(|(_, node)| is_it(node)).map(drop))
        })
    }

    /// Clicks whatever has this name and can be clicked: a choice that opens.
    pub(crate) fn press_named(&self, name: &str) -> Result<()> {
        let is_it = |node: &Node| node.label() == Some(name) && !node.is_disabled();
        self.wait_for(name, is_it)?;
        self.inspector.settle()?;
        self.click(&self.wait_for(name, is_it)?)
    }

    /// Chooses one of a few, or a tab of a part of the window. What has just opened takes no click at first.
    pub(crate) fn pick(&self, name: &str) -> Result<()> {
        let find = || {
            self.wait_for(&format!("the choice {name}"), |node| {
                let is_choice = matches!(node.role(), Role::RadioButton | Role::Tab);
                is_choice && text_of(node) == name && !node.is_disabled()
            })
        };
        find()?;
        self.inspector.settle()?;
        self.click(&find()?)
    }

    /// Puts a text into the field with this name, in the place of what is there.
    pub(crate) fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.wait_for(&format!("the field {name}"), |node| {
            let is_field = matches!(node.role(), Role::TextInput | Role::MultilineTextInput);
            is_field && node.label() == Some(name) && !node.is_disabled()
        })?;
        self.click(&field)?;
        self.press_shortcut(egui::Key::A)?;
        self.type_text(text)
    }

    /// Turns the wheel over a node by so many notches; upwards if positive.
    pub(crate) fn scroll(&self, node: &Node, notches: f32) -> Result<()> {
        self.turn_wheel(middle_of(node)?, notches)
    }

    fn turn_wheel(&self, over: egui::Pos2, notches: f32) -> Result<()> {
        let wheel = egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta: egui::vec2(0.0, notches),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: egui::Modifiers::NONE,
        };
        self.inspector
            .apply(vec![egui::Event::PointerMoved(over), wheel])
    }

    /// Looks for a row of the open sidebar through the field of this name, and clicks it.
    pub(crate) fn choose_in_sidebar(&self, field: &str, title: &str) -> Result<()> {
        self.fill(field, title)?;
        let row = self.wait_for(title, |node| {
            node.role() == Role::TreeItem && text_of(node) == title
        })?;
        self.click(&row)
    }

    /// Types a text into whatever has the focus.
    pub(crate) fn type_text(&self, text: &str) -> Result<()> {
        self.inspector
            .apply(vec![egui::Event::Text(text.to_owned())])
    }

    /// Lets the window come to rest and takes a screenshot.
    pub(crate) fn screenshot(&self, path: PathBuf) -> Result<()> {
        // Away from everything that would show a tooltip.
        self.inspector.apply(vec![egui::Event::PointerGone])?;
        self.inspector.settle()?;
        self.inspector.screenshot(&path)
    }

    /// How large the window is in pixels, and the button 点击请求 in points, with a screenshot on the way.
    pub(crate) fn size(&self, screenshot: &Path) -> Result<(Vec<u8>, (f64, f64))> {
        self.screenshot(screenshot.to_owned())?;
        let png = std::fs::read(screenshot)?;
        // Width and height are what the header of a PNG begins with.
        let pixels = png.get(16..24).ok_or("no PNG")?.to_vec();
        let button = self.wait_for_button("点击请求")?;
        let bounds = button.bounds().ok_or("a node without a place")?;
        Ok((pixels, (bounds.x1, bounds.y1)))
    }

    /// Resizes the window, in points.
    pub(crate) fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.inspector.resize(width, height)
    }

    /// CPU time used so far, in clock ticks of 10 ms, or `None` where the system does not tell.
    pub(crate) fn cpu_ticks(&self) -> Option<u64> {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.process.borrow().id())).ok()?;
        // Fields 14 and 15 of proc(5); the name in field 2 ends with the last parenthesis.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    }

    /// Presses a key together with the command key.
    pub(crate) fn press_shortcut(&self, key: egui::Key) -> Result<()> {
        self.press_with(key, egui::Modifiers::COMMAND | egui::Modifiers::CTRL)
    }

    /// Presses a key.
    pub(crate) fn press_key(&self, key: egui::Key) -> Result<()> {
        self.press_with(key, egui::Modifiers::NONE)
    }

    fn press_with(&self, key: egui::Key, modifiers: egui::Modifiers) -> Result<()> {
        let event = |pressed| egui::Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        self.inspector.apply(vec![event(true)])?;
        self.inspector.apply(vec![event(false)])
    }

    /// Whether the program has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.process.borrow_mut().has_ended()
    }

    /// Quits the program by its shortcut, and waits until it has ended.
    pub(crate) fn quit(&self) -> Result<()> {
        // The window may close before it has answered.
        self.press_shortcut(egui::Key::Q).ok();
        wait_until("the program to end", PATIENCE, || {
            Ok(self.has_ended().then_some(()))
        })
    }
}

/// Name and value of a node.
pub(crate) fn text_of(node: &Node) -> String {
    [node.label(), node.value()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a node can be pressed and has this name. A segment has it whole: others may have a part of it.
fn is_button(node: &Node, name: &str) -> bool {
    match node.role() {
        Role::Button | Role::Tab => text_of(node).contains(name),
        Role::RadioButton => text_of(node) == name,
        _ => false,
    }
}

fn is_row(role: Role) -> bool {
    matches!(role, Role::ListItem | Role::ListBoxOption | Role::Row)
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port())
}
