//! What is chosen in the menu of the window and in its settings alike.

use egui::{Button, RichText, Ui};

use crate::features::connection_settings::{self, RecordDetails, Text as ConnectionText};
use crate::kit::button::styled_button;
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments};
use crate::kit::theme::{ThemeChoice, sizes};
use crate::shell::command::{Command, Zoom};
use crate::shell::texts::Text;

/// Smaller, as it was, larger.
pub(crate) fn zoom(ui: &mut Ui, language: Language, percent: u32, commands: &mut Vec<Command>) {
    let percent = format!("{percent}%");
    let mut steps = [
        (RichText::new("−"), Zoom::Out, sizes::control(ui)),
        (RichText::new(percent), Zoom::Reset, 56.0),
        (RichText::new("+"), Zoom::In, sizes::control(ui)),
    ];
    if ui.layout().prefer_right_to_left() {
        steps.reverse();
    }
    for (text, zoom, width) in steps {
        let size = egui::vec2(width, sizes::control(ui));
        let button = Button::new(text).frame_when_inactive(false).min_size(size);
        styled_button(ui, language, Command::Zoom(zoom), button, Ok(()), commands);
    }
}

/// Light, dark, or as the system says.
pub(crate) fn theme(
    ui: &mut Ui,
    language: Language,
    current: ThemeChoice,
    commands: &mut Vec<Command>,
) {
    let all = [
        (ThemeChoice::System, Text::ThemeSystem),
        (ThemeChoice::Light, Text::ThemeLight),
        (ThemeChoice::Dark, Text::ThemeDark),
    ];
    let all = all.map(|(value, text)| segment(value, text.say(language).into_owned()));
    let title = Text::Theme.say(language);
    if let Some(theme) = segments(ui, "theme", &title, sizes::control(ui), current, &all) {
        commands.push(Command::SetTheme(theme));
    }
}

/// The language of the window.
pub(crate) fn language(ui: &mut Ui, current: Language, commands: &mut Vec<Command>) {
    let all = Language::ALL.map(|value| segment(value, value.own_name().to_owned()));
    let title = Text::LanguageLabel.say(current);
    if let Some(chosen) = segments(ui, "language", &title, sizes::control(ui), current, &all) {
        commands.push(Command::SetLanguage(chosen));
    }
}

/// For which connections the details are recorded.
pub(crate) fn details(
    ui: &mut Ui,
    language: Language,
    current: RecordDetails,
    commands: &mut Vec<Command>,
) {
    let all = [
        (RecordDetails::WhenNeeded, ConnectionText::DetailsWhenNeeded),
        (RecordDetails::Always, ConnectionText::DetailsAlways),
    ];
    let all = all.map(|(value, text)| segment(value, text.say(language).into_owned()));
    let title = ConnectionText::Details.say(language);
    if let Some(details) = segments(ui, "details", &title, sizes::control(ui), current, &all) {
        let command = connection_settings::Command::RecordDetails(details);
        commands.push(Command::ConnectionSettings(command));
    }
}

fn segment<T>(value: T, name: String) -> Segment<T> {
    Segment {
        value,
        icon: None,
        name: name.into(),
    }
}
