//! Expressions that are typed, one below the other, each with what is wrong with it.

use egui::{Align, TextEdit, Ui};
use session::files::redact::RuleError;

use super::heading::heading;
use super::state::{Draft, Lines, MAX_LINES, path_problem, pattern_problem};
use super::texts::Text as T;
use crate::kit::button::{icon_style, name};
use crate::kit::field::{note_below, note_typing, renew_note, steady};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::path_fault::path_fault;
use crate::kit::theme::{Palette, sizes};

/// The longest expression that can be typed, in characters: one that can still be read.
const MAX_EXPRESSION: usize = 1000;

/// What some lines are for.
pub(super) struct Kinds {
    salt: &'static str,
    title: T<'static>,
    add: T<'static>,
    line: fn(usize) -> T<'static>,
    hint: &'static str,
    why_not: fn(&str) -> Option<RuleError>,
    problem: fn(&str) -> T<'_>,
}

impl Kinds {
    /// What tells these lines from others.
    pub(super) fn salt(&self) -> &'static str {
        self.salt
    }
}

pub(super) static PATTERNS: Kinds = Kinds {
    salt: "share-patterns",
    title: T::Patterns,
    add: T::AddPattern,
    line: T::Pattern,
    hint: r"[\w.]+@[\w.]+",
    why_not: pattern_problem,
    problem: |why| T::BadPattern(why),
};

pub(super) static PATHS: Kinds = Kinds {
    salt: "share-paths",
    title: T::Paths,
    add: T::AddPath,
    line: T::Path,
    hint: "$.user.name",
    why_not: path_problem,
    problem: |why| T::BadPath(why),
};

/// Lines that are typed, each with what is wrong with it below. The line that is `wanted`, of which kind and with which number, gets the
/// keyboard, and comes into sight with it.
pub(super) fn lines(
    ui: &mut Ui,
    language: Language,
    kinds: &Kinds,
    lines: &mut Lines,
    wanted: Option<(&str, usize)>,
) {
    heading(ui, &kinds.title.say(language));
    let mut removed = None;
    for (index, line) in lines.lines.iter_mut().enumerate() {
        steady(ui, (kinds.salt, line.id), |ui| {
            let size = egui::Vec2::splat(sizes::control(ui));
            let field = ui.horizontal(|ui| {
                let beside = size.x + ui.spacing().item_spacing.x;
                let edit = TextEdit::singleline(&mut line.text)
                    .id_salt("expression")
                    .char_limit(MAX_EXPRESSION)
                    .font(egui::TextStyle::Monospace)
                    .hint_text(kinds.hint)
                    .desired_width((ui.available_width() - beside).max(80.0));
                let field = ui.add(edit);
                name(&field, &(kinds.line)(index + 1).say(language));
                // Otherwise it would be wider than it is high, and lie under the bar that scrolls.
                ui.spacing_mut().button_padding.x = 2.0;
                let remove = ui.add(icon_style(ui, Icon::Close.text()).min_size(size));
                let text = T::Remove(index + 1).say(language);
                name(&remove, &text);
                if remove.on_hover_text(text).clicked() {
                    removed = Some(index);
                }
                field
            });
            let field = field.inner;
            if wanted == Some((kinds.salt, index)) {
                field.request_focus();
                field.scroll_to_me(Some(Align::Center));
                renew_note(&field);
            }
            if field.changed() {
                line.problem = (kinds.why_not)(&line.text);
                renew_note(&field);
            }
            let is_typed = note_typing(&field, &line.text);
            let is_told = !is_typed && ui.is_rect_visible(field.rect);
            if let Some(why) = line.problem.as_ref().filter(|_| is_told) {
                let why = reason(why, &line.text, language);
                let text = (kinds.problem)(&why).say(language);
                note_below(ui, &field, &text, Palette::of(ui).error);
            }
        });
    }
    if let Some(index) = removed {
        lines.lines.remove(index);
    }
    let has_room = lines.lines.len() < MAX_LINES;
    let add = egui::Button::new(kinds.add.say(language));
    if ui.add_enabled(has_room, add).clicked() {
        lines.add();
    }
}

/// The first expression that is none, if there is one: of which kind, its number from 0 on, and what it is called with what is wrong.
pub(super) fn first_problem(
    draft: &Draft,
    language: Language,
) -> Option<(&'static Kinds, usize, String)> {
    let kinds = [(&PATTERNS, &draft.patterns), (&PATHS, &draft.paths)];
    kinds.into_iter().find_map(|(kinds, lines)| {
        let index = lines.problem_at()?;
        let line = lines.lines.get(index)?;
        let what = &(kinds.line)(index + 1).say(language);
        let why = &reason(line.problem.as_ref()?, &line.text, language);
        let text = T::MendFirst { what, why }.say(language);
        Some((kinds, index, text.into_owned()))
    })
}

/// What is wrong, on one line: the drawing of the place that the library makes takes several.
fn reason(why: &RuleError, text: &str, language: Language) -> String {
    if let RuleError::Path { .. } = why
        && let Some(why) = path_fault(text, language)
    {
        return why;
    }
    let why = match why {
        RuleError::Pattern { why, .. } | RuleError::Path { why, .. } => why.clone(),
        other => other.to_string(),
    };
    let last = why
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty());
    let last = last.unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
