//! Where environments and their variables are edited.

use egui::{Align2, Id, Label, RichText, ScrollArea, TextEdit, Ui};

use crate::kit::button::{icon_style, name};
use crate::kit::choice::Choice;
use crate::kit::dialog::{Left, Stands, confirm_button, is_new, show_modal};
use crate::kit::field::{note_typing, select_all, steady};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::secret::Keep;
use crate::kit::theme::{Palette, sizes};

use super::environment::{MAX_NAME, MAX_VALUE, MAX_VARIABLES, Variable};
use super::saved::{Made, Saved};
use super::texts::Text as T;

/// Width of the dialog, in points, where the window has so much.
const WIDTH: f32 = 560.0;
/// Below this width a variable takes two lines.
const NARROW: f32 = 440.0;
/// The largest height of its table.
const HEIGHT: f32 = 300.0;
/// Width of the field for a name.
const NAME: f32 = 130.0;
/// Width of what stands behind the value.
const CHOICES: f32 = 300.0;
/// Width of the choice where a secret is kept.
const KEEP: f32 = 150.0;

/// Whether the dialog is open.
#[derive(Debug, Default)]
pub struct EnvironmentsForm {
    is_open: bool,
    /// Whether it was opened for one variable.
    is_for_one: bool,
    /// What was made for that: it goes if the form is left without being confirmed.
    made: Option<Made>,
    added: Option<Added>,
}

/// What was added or asked for, until its field has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Added {
    Environment,
    /// The variable with this index.
    Variable(usize),
    /// The value of the variable with this index.
    Value(usize),
}

impl EnvironmentsForm {
    /// Opens it.
    pub fn open(&mut self) {
        self.is_open = true;
        self.is_for_one = false;
        self.made = None;
    }

    /// Opens it at the value of the variable with this index, and with what was made for it.
    pub fn open_at(&mut self, index: Option<usize>, made: Option<Made>) {
        self.open();
        self.made = made;
        self.added = index.map(Added::Value);
        self.is_for_one = index.is_some();
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows it, if it is open. Says whether it was used.
    pub fn show(
        &mut self,
        ui: &Ui,
        language: Language,
        saved: &mut Saved,
        has_keyring: bool,
    ) -> bool {
        if !self.is_open {
            return false;
        }
        let id = Id::unique("environments");
        let modal = show_modal(ui, id, Stands::AtTop, |ui| {
            let room = ui.ctx().content_rect().width() - 48.0;
            ui.set_width(WIDTH.min(room));
            ui.heading(T::Environments.say(language));
            let hint = T::EnvironmentsHint.say(language);
            let muted = Palette::of(ui).muted;
            ui.add(Label::new(RichText::new(hint).small().color(muted)).wrap());
            let has_opened = is_new(ui.ctx(), id) && !self.is_for_one;
            choice(ui, language, saved, has_opened, &mut self.added);
            variables(ui, language, saved, has_keyring, &mut self.added);
            ui.add_space(4.0);
            confirm_button(ui, &T::Done.say(language), true).clicked()
        });
        self.is_open = !modal.inner && modal.left.is_none();
        if let Some(left) = modal.left.filter(|_| !modal.inner)
            && let Some(made) = self.made.take()
        {
            saved.unmake(&made, left == Left::ByEscape);
        }
        true
    }
}

/// Which environment, what it is called, and one more or less.
fn choice(
    ui: &mut Ui,
    language: Language,
    saved: &mut Saved,
    has_opened: bool,
    added: &mut Option<Added>,
) {
    let is_added = added.take_if(|added| *added == Added::Environment);
    ui.horizontal_wrapped(|ui| {
        let current = saved.chosen().map(|environment| environment.name.clone());
        let current = current.unwrap_or_else(|| T::NoEnvironment.say(language).into_owned());
        let choice = Choice {
            salt: "environment",
            name: &T::Environment.say(language),
            shown: &current,
            width: Some(160.0),
        };
        let none = (0, T::NoEnvironment.say(language).into_owned());
        let all = saved.environments.iter();
        let all = all.map(|environment| (environment.id, environment.name.clone()));
        let offered: Vec<_> = std::iter::once(none).chain(all).collect();
        let (_, chosen) = choice.show(ui, offered, |id| *id == saved.environment);
        saved.environment = chosen.unwrap_or(saved.environment);
        if ui.button(T::AddEnvironment.say(language)).clicked() {
            let number = saved.environments.len() + 1;
            let name = format!("{} {number}", T::Environment.say(language));
            saved.add_environment(name);
            *added = Some(Added::Environment);
        }
        let id = saved.environment;
        let remove = T::RemoveEnvironment.say(language);
        if id != 0 && ui.button(remove).clicked() {
            saved
                .environments
                .retain(|environment| environment.id != id);
            saved.environment = saved.environments.first().map_or(0, |first| first.id);
        }
    });
    let id = saved.environment;
    let mut all = saved.environments.iter_mut();
    if let Some(environment) = all.find(|environment| environment.id == id) {
        ui.horizontal(|ui| {
            let label = ui.label(T::Name.say(language));
            let edit = TextEdit::singleline(&mut environment.name)
                .id_salt(("environment-name", id))
                .align(Align2::LEFT_CENTER)
                .desired_width(ui.available_width().min(WIDTH / 2.0))
                .char_limit(MAX_NAME);
            let response = ui.add(edit).labelled_by(label.id);
            name(&response, &T::Name.say(language));
            note_typing(&response, &environment.name);
            if has_opened {
                response.request_focus();
            }
            if is_added.is_some() {
                response.request_focus();
                // It has a name only so that it has one.
                select_all(ui.ctx(), response.id, &environment.name);
            }
        });
    }
}

/// The variables of the environment that is chosen.
fn variables(
    ui: &mut Ui,
    language: Language,
    saved: &mut Saved,
    has_keyring: bool,
    added: &mut Option<Added>,
) {
    let id = saved.environment;
    let mut all = saved.environments.iter_mut();
    let Some(environment) = all.find(|environment| environment.id == id) else {
        return;
    };
    let mut removed = None;
    let area = ScrollArea::vertical().max_height(HEIGHT);
    area.show(ui, |ui| {
        for (index, variable) in environment.variables.iter_mut().enumerate() {
            steady(ui, ("variable", index), |ui| {
                let is_added = added.take_if(|added| *added == Added::Variable(index));
                let is_asked = added.take_if(|added| *added == Added::Value(index));
                let line = Line {
                    language,
                    index,
                    is_added: is_added.is_some(),
                    is_asked: is_asked.is_some(),
                    has_keyring,
                };
                if line.show(ui, variable) {
                    removed = Some(index);
                }
            });
        }
        follow_focus(ui);
    });
    if let Some(index) = removed {
        environment.variables.remove(index);
    }
    let has_room = environment.variables.len() < MAX_VARIABLES;
    let add = egui::Button::new(T::AddVariable.say(language));
    if ui.add_enabled(has_room, add).clicked() {
        *added = Some(Added::Variable(environment.variables.len()));
        environment.variables.push(Variable::default());
    }
}

/// One variable.
struct Line {
    language: Language,
    index: usize,
    /// Whether it has just been added.
    is_added: bool,
    /// Whether its value is asked for.
    is_asked: bool,
    has_keyring: bool,
}

impl Line {
    /// Shows it. Says whether it is to be removed.
    fn show(&self, ui: &mut Ui, variable: &mut Variable) -> bool {
        if ui.available_width() >= NARROW {
            let line = ui.horizontal(|ui| {
                self.value(ui, variable, CHOICES);
                self.choices(ui, variable)
            });
            return line.inner;
        }
        ui.horizontal(|ui| self.value(ui, variable, 0.0));
        ui.horizontal(|ui| self.choices(ui, variable)).inner
    }

    /// Its name, and what stands for it. `beside` is how much room is left for what follows.
    fn value(&self, ui: &mut Ui, variable: &mut Variable, beside: f32) {
        let number = self.index + 1;
        let edit = TextEdit::singleline(&mut variable.name)
            .id_salt("name")
            .char_limit(MAX_NAME)
            .hint_text("host")
            .align(Align2::LEFT_CENTER)
            .desired_width(NAME);
        let response = ui.add(edit);
        name(&response, &T::VariableName(number).say(self.language));
        note_typing(&response, &variable.name);
        if self.is_added {
            response.request_focus();
            response.scroll_to_me(None);
        }
        let edit = TextEdit::singleline(&mut variable.value)
            .id_salt("value")
            .password(variable.is_secret)
            .char_limit(MAX_VALUE)
            .align(Align2::LEFT_CENTER)
            .desired_width((ui.available_width() - beside).max(80.0));
        let response = ui.add(edit);
        name(&response, &T::VariableValue(number).say(self.language));
        if self.is_asked {
            response.request_focus();
            response.scroll_to_me(None);
        }
        note_typing(&response, &variable.value);
    }

    /// What becomes of it. Says whether it is to be removed.
    fn choices(&self, ui: &mut Ui, variable: &mut Variable) -> bool {
        let language = self.language;
        let secret = ui.checkbox(&mut variable.is_secret, T::Secret.say(language));
        secret.on_hover_text(T::SecretTooltip.say(language));
        // A choice of this kind takes all the room that its words need, and the sign that removes needs some.
        let beside = sizes::control(ui) + ui.spacing().item_spacing.x;
        ui.add_enabled_ui(variable.is_secret, |ui| {
            ui.set_max_width(ui.available_width() - beside);
            self.keep(ui, &mut variable.kept.keep);
        });
        let size = egui::Vec2::splat(sizes::control(ui));
        let remove = ui.add(icon_style(ui, Icon::Close.text()).min_size(size));
        let text = T::RemoveVariable(self.index + 1).say(language);
        name(&remove, &text);
        remove.on_hover_text(text).clicked()
    }

    /// Where a secret is kept.
    fn keep(&self, ui: &mut Ui, keep: &mut Keep) {
        let language = self.language;
        let choice = Choice {
            salt: "keep",
            name: &T::KeepVariable(self.index + 1).say(language),
            shown: &keep.say(language),
            width: Some(KEEP),
        };
        let offered = keep.offered(self.has_keyring);
        let offered = offered.map(|offered| (offered, offered.say(language).to_string()));
        let (response, chosen) = choice.show(ui, offered, |offered| offered == keep);
        *keep = chosen.unwrap_or(*keep);
        response.on_hover_text(keep.say(language));
    }
}
