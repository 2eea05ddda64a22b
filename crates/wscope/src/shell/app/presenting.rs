//! A presentation: what a projector shows, and the keys that were pressed last.

use egui::{Align, Button, Context, Event, Key, KeyboardShortcut, Label, Layout, RichText, Ui};

use crate::kit::button::{name, styled_button};
use crate::kit::command::Command as _;
use crate::kit::key_cap::{LARGE, caps_of, key_caps};
use crate::kit::shortcut::keys_of;
use crate::kit::theme::{Palette, type_size};
use crate::shell::app::App;
use crate::shell::command::Command;
use crate::shell::last_keys::LastKeys;
use crate::shell::layout::NARROW;
use crate::shell::texts::Text;

/// Keys that are told though nothing is held with them: they are no text.
const PLAIN: [Key; 12] = [
    Key::Enter,
    Key::Escape,
    Key::Tab,
    Key::Backspace,
    Key::Delete,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Home,
    Key::End,
    Key::F3,
];

impl App {
    /// Remembers the keys of a command.
    pub(super) fn note_keys(
        &mut self,
        context: &Context,
        command: &Command,
        keys: &KeyboardShortcut,
    ) {
        let about = command.about(self.language);
        let did = about.map(|about| about.text.into_owned());
        self.last_keys = Some(LastKeys {
            keys: keys_of(context, keys),
            did: did.unwrap_or_default(),
        });
    }

    /// Remembers keys that are no text, whatever they do. What is typed is seen in its field.
    pub(super) fn note_plain_keys(&mut self, context: &Context) {
        if !self.presents {
            return;
        }
        let pressed = context.input(|input| {
            input.events.iter().rev().find_map(|event| match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } if modifiers.command || modifiers.alt || PLAIN.contains(key) => {
                    Some(KeyboardShortcut::new(*modifiers, *key))
                }
                _ => None,
            })
        });
        if let Some(keys) = pressed {
            self.last_keys = Some(LastKeys {
                keys: keys_of(context, &keys),
                did: String::new(),
            });
        }
    }

    /// The line below the composer: the last keys, and how to leave.
    pub(super) fn keys_line(&mut self, ui: &mut Ui) {
        let (language, palette) = (self.language, Palette::of(ui));
        // On a phone it is one line of text, and the key to leave is in the tooltip.
        let is_narrow = ui.max_rect().width() < NARROW;
        let size = match is_narrow {
            true => type_size::BODY,
            false => type_size::TITLE,
        };
        let text = |text: &str| RichText::new(text).size(size);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let leave = Command::Present(false);
            let about = leave.about(language);
            let words = about.as_ref().map(|about| about.text.clone());
            let words = words.unwrap_or_default();
            let caption = text(&words).color(palette.muted);
            let button = Button::new(caption).frame_when_inactive(false);
            let response = styled_button(ui, language, leave, button, Ok(()), &mut self.commands);
            name(&response, &words);
            let shortcut = about.and_then(|about| about.shortcut);
            if let Some(keys) = shortcut.filter(|_| !is_narrow) {
                let keys = keys_of(ui.ctx(), &keys);
                key_caps(ui, &keys);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                ui.label(text(&Text::LastKey.say(language)).color(palette.muted));
                if let Some(last) = &self.last_keys {
                    caps_of(ui, &last.keys, LARGE);
                    ui.add(Label::new(text(&last.did)).truncate());
                }
            });
        });
    }
}
