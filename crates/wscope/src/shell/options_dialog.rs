//! How the connection of a tab is made, and what the tab is called.

use connection::{Endpoint, Parameters, Part, ShownPart};
use egui::{Button, Checkbox, ComboBox, DragValue, Grid, RichText, ScrollArea, TextEdit, Ui};

use crate::IN_BROWSER;
use crate::command::Command;
use crate::features::connection_settings::Text as T;
use crate::features::connection_settings::form::{
    Login, MAX_FIELD, MAX_KEEP_ALIVE_S, MAX_MESSAGE_KIB, MAX_TIMEOUT_S, OptionsForm, Problem,
    ProxyChoice, TrustChoice,
};
use crate::kit::button::name;
use crate::kit::field::{is_being_typed, note_typing, number_in, problem_line, steady};
use crate::kit::language::Language;
use crate::kit::theme::{Palette, TabColour, sign};
use crate::shell::settings::MAX_TAB_NAME;
use crate::shell::tab::Tab;
use crate::texts::Text;

/// Width of the fields, in points, if the window has so much.
const FIELD: f32 = 320.0;
/// Width of what stands beside the fields, with the scroll bar, in points.
const LABELS: f32 = 200.0;
/// Height of what stands above and below it, in points.
const REST: f32 = 130.0;
/// How many parameters the query editor shows: more than a server reads, and few enough to scroll through.
const MAX_PARAMETERS: usize = 64;

/// Shows the form. What is changed holds from the next connection on.
pub fn connection_settings(
    ui: &mut Ui,
    language: Language,
    tab: &mut Tab,
    commands: &mut Vec<Command>,
) {
    let room = ui.available_size();
    let form = Form {
        language,
        width: FIELD.min(room.x - LABELS).max(100.0),
    };
    ui.label(RichText::new(form.say(T::Title)).heading());
    let hint = RichText::new(form.say(T::Hint)).color(Palette::of(ui).muted);
    ui.label(hint);
    ui.add_space(4.0);
    let height = (room.y - REST).max(80.0);
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            Grid::new("options")
                .num_columns(2)
                .spacing([16.0, 8.0])
                .show(ui, |ui| {
                    form.identity_of_tab(ui, tab);
                    form.connection(ui, &mut tab.form);
                    form.query(ui, &mut tab.address);
                    form.handshake(ui, &mut tab.form);
                    if !IN_BROWSER {
                        form.login(ui, &mut tab.form);
                        form.encryption(ui, &mut tab.form);
                        form.proxy(ui, &mut tab.form);
                        form.limits(ui, &mut tab.form);
                    }
                });
            if IN_BROWSER {
                ui.label(RichText::new(form.say(T::HiddenInBrowser)).color(Palette::of(ui).muted));
            }
        });
    let problem = tab.form.read().err();
    // Not in the middle of a word, and always in the same room: nothing moves when it comes or goes.
    let is_typing = ui.memory(egui::Memory::focused);
    let is_typing = is_typing.is_some_and(|field| is_being_typed(ui.ctx(), field));
    let told = problem.as_ref().filter(|_| !is_typing);
    let text = told.map_or_else(String::new, |problem| form.say(T::Wrong(problem)));
    problem_line(ui, &text);
    ui.horizontal(|ui| {
        let is_usable = problem.is_none() && Endpoint::parse(&tab.address).is_ok();
        let again = Button::new(form.say(T::ConnectNow));
        if ui.add_enabled(is_usable, again).clicked() {
            commands.extend([Command::ShowDetail(None), Command::Connect]);
        }
        if ui.button(language.say(Text::Done)).clicked() {
            commands.push(Command::ShowDetail(None));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            reset_button(ui, &form, tab);
        });
    });
}

/// Back to the defaults, and from there back to what was filled in.
fn reset_button(ui: &mut Ui, form: &Form, tab: &mut Tab) {
    let is_default = tab.form == OptionsForm::default();
    match tab.form_before.take_if(|_| is_default) {
        Some(before) => {
            if ui.button(form.say(T::UndoReset)).clicked() {
                tab.form = before;
            } else {
                tab.form_before = Some(before);
            }
        }
        None => {
            let button = Button::new(form.say(T::Reset));
            if ui.add_enabled(!is_default, button).clicked() {
                tab.form_before = Some(std::mem::take(&mut tab.form));
            }
        }
    }
}

/// The fields, a group each.
struct Form {
    language: Language,
    /// Of a field, in points.
    width: f32,
}

impl Form {
    fn say(&self, text: T<'_>) -> String {
        text.say(self.language).into_owned()
    }

    /// One row: what it is, and `field`.
    fn row(&self, ui: &mut Ui, label: T<'_>, field: impl FnOnce(&mut Ui)) {
        ui.label(self.say(label));
        steady(ui, format!("{label:?}"), |ui| ui.vertical(field));
        ui.end_row();
    }

    fn text(&self, ui: &mut Ui, label: T<'_>, text: &mut String, is_wrong: bool) {
        let edit = TextEdit::singleline(text).char_limit(MAX_FIELD);
        self.edit(ui, label, edit, is_wrong);
    }

    fn secret(&self, ui: &mut Ui, label: T<'_>, text: &mut String, is_wrong: bool) {
        let edit = TextEdit::singleline(text)
            .char_limit(MAX_FIELD)
            .password(true);
        self.edit(ui, label, edit, is_wrong);
    }

    fn edit(&self, ui: &mut Ui, label: T<'_>, edit: TextEdit<'_>, is_wrong: bool) {
        let salt = "text";
        let is_typed = is_being_typed(ui.ctx(), ui.make_persistent_id(salt));
        let bad = Palette::of(ui).error;
        let edit = edit
            .id_salt(salt)
            .desired_width(self.width)
            .text_color_opt((is_wrong && !is_typed).then_some(bad));
        let response = ui.add(edit);
        name(&response, &self.say(label));
        note_typing(&response);
    }

    fn tick(&self, ui: &mut Ui, label: T<'_>, tooltip: T<'_>, is_on: &mut bool) {
        ui.add(Checkbox::new(is_on, self.say(label)))
            .on_hover_text(self.say(tooltip));
    }

    fn choice<C: Copy + PartialEq>(
        &self,
        ui: &mut Ui,
        label: T<'_>,
        current: &mut C,
        all: &[(C, T<'static>)],
    ) {
        let shown = all.iter().find(|(choice, _)| choice == current);
        let shown = shown.map_or_else(String::new, |(_, text)| self.say(*text));
        let combo = ComboBox::from_id_salt("choice")
            .selected_text(shown)
            .width(self.width)
            .show_ui(ui, |ui| {
                for (choice, text) in all {
                    ui.selectable_value(current, *choice, self.say(*text));
                }
            });
        name(&combo.response, &self.say(label));
    }

    fn number(&self, ui: &mut Ui, label: T<'_>, drag: DragValue<'_>) {
        let response = ui.add(drag.update_while_editing(false));
        name(&response, &self.say(label));
    }

    fn identity_of_tab(&self, ui: &mut Ui, tab: &mut Tab) {
        self.row(ui, T::Name, |ui| {
            let hint = tab.title();
            let edit = TextEdit::singleline(&mut tab.name)
                .char_limit(MAX_TAB_NAME)
                .hint_text(hint);
            self.edit(ui, T::Name, edit, false);
        });
        self.row(ui, T::Colour, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.set_max_width(self.width);
                for colour in TabColour::ALL {
                    let sign = if colour == TabColour::None {
                        RichText::new("–")
                    } else {
                        RichText::new(sign::STATE).color(colour.shown())
                    };
                    let button = Button::selectable(tab.colour == colour, sign);
                    let response = ui.add(button);
                    name(&response, &self.say(T::ColourNamed(colour)));
                    if response
                        .on_hover_text(self.say(T::ColourNamed(colour)))
                        .clicked()
                    {
                        tab.colour = colour;
                    }
                }
            });
        });
    }

    fn connection(&self, ui: &mut Ui, form: &mut OptionsForm) {
        self.row(ui, T::Connection, |ui| {
            self.tick(ui, T::Reconnect, T::ReconnectTooltip, &mut form.reconnects);
        });
        self.row(ui, T::Timeout, |ui| {
            let drag = DragValue::new(&mut form.timeout_s)
                .range(1..=MAX_TIMEOUT_S)
                .suffix(" s");
            self.number(ui, T::Timeout, drag);
        });
    }

    /// The parameters in the address, one by one. Only the one that is edited is written anew.
    fn query(&self, ui: &mut Ui, address: &mut String) {
        let mut parameters = Parameters::of(address);
        self.row(ui, T::Query, |ui| {
            let count = parameters.count();
            let mut removed = None;
            for index in 0..count.min(MAX_PARAMETERS) {
                ui.horizontal(|ui| {
                    for part in [Part::Name, Part::Value] {
                        let shown = parameters.shown(index, part);
                        if let Some(edited) = self.parameter(ui, index, part, shown) {
                            parameters.edit(index, part, &edited);
                        }
                    }
                    let remove = ui.small_button(sign::CLOSE);
                    name(&remove, &self.say(T::RemoveParameter));
                    if remove.clicked() {
                        removed = Some(index);
                    }
                });
            }
            if let Some(index) = removed {
                parameters.remove(index);
            }
            let add = Button::new(self.say(T::AddParameter));
            if ui.add_enabled(count < MAX_PARAMETERS, add).clicked() {
                parameters.add("name", "");
            }
        });
        *address = parameters.to_string();
    }

    /// One field of a parameter. While it has the focus it shows what is typed: whether that is text or escapes was decided
    /// before.
    fn parameter(
        &self,
        ui: &mut Ui,
        index: usize,
        part: Part,
        shown: ShownPart,
    ) -> Option<ShownPart> {
        let (label, share) = match part {
            Part::Name => (T::QueryName, 0.36),
            Part::Value => (T::QueryValue, 0.48),
        };
        let id = ui.make_persistent_id(("parameter", index, part));
        let mut draft = ui.data(|data| data.get_temp(id)).unwrap_or(shown);
        let edit = TextEdit::singleline(&mut draft.text)
            .id(id)
            .char_limit(MAX_FIELD)
            .desired_width(self.width * share);
        let response = ui.add(edit);
        name(&response, &format!("{} {}", self.say(label), index + 1));
        note_typing(&response);
        let has_focus = response.has_focus();
        ui.data_mut(|data| {
            if has_focus {
                data.insert_temp(id, draft.clone());
            } else {
                data.remove::<ShownPart>(id);
            }
        });
        response.changed().then_some(draft)
    }

    fn handshake(&self, ui: &mut Ui, form: &mut OptionsForm) {
        self.row(ui, T::Subprotocols, |ui| {
            let is_wrong = form.read_subprotocols().is_err();
            let edit = TextEdit::singleline(&mut form.subprotocols)
                .char_limit(MAX_FIELD)
                .hint_text("chat, json");
            self.edit(ui, T::Subprotocols, edit, is_wrong);
        });
        if IN_BROWSER {
            return;
        }
        self.row(ui, T::Headers, |ui| {
            let is_wrong = form.read_headers().is_err();
            let edit = TextEdit::multiline(&mut form.headers)
                .char_limit(MAX_FIELD)
                .desired_rows(2)
                .font(egui::TextStyle::Monospace)
                .hint_text("Origin: https://example.org");
            self.edit(ui, T::Headers, edit, is_wrong);
        });
    }

    fn login(&self, ui: &mut Ui, form: &mut OptionsForm) {
        let all = [
            (Login::None, T::LoginNone),
            (Login::Basic, T::LoginBasic),
            (Login::Bearer, T::LoginBearer),
        ];
        self.row(ui, T::Login, |ui| {
            self.choice(ui, T::Login, &mut form.login, &all);
        });
        let is_wrong = form.read_login().is_err();
        match form.login {
            Login::None => {}
            Login::Basic => {
                self.row(ui, T::User, |ui| {
                    self.text(ui, T::User, &mut form.user, is_wrong);
                });
                self.row(ui, T::Password, |ui| {
                    self.secret(ui, T::Password, &mut form.password, false);
                });
            }
            Login::Bearer => self.row(ui, T::Token, |ui| {
                self.secret(ui, T::Token, &mut form.token, is_wrong);
            }),
        }
        self.row(ui, T::Secrets, |ui| {
            self.tick(
                ui,
                T::KeepSecrets,
                T::KeepSecretsTooltip,
                &mut form.stores_credentials,
            );
        });
    }

    fn encryption(&self, ui: &mut Ui, form: &mut OptionsForm) {
        let all = [
            (TrustChoice::System, T::TrustSystem),
            (TrustChoice::Also, T::TrustAlso),
            (TrustChoice::Anyone, T::TrustAnyone),
        ];
        self.row(ui, T::Trust, |ui| {
            self.choice(ui, T::Trust, &mut form.trust, &all);
            if form.trust == TrustChoice::Anyone {
                let text = RichText::new(self.say(T::TrustAnyoneWarning));
                ui.label(text.color(Palette::of(ui).error));
            }
        });
        if form.trust == TrustChoice::Also {
            self.row(ui, T::AuthorityFile, |ui| {
                self.text(ui, T::AuthorityFile, &mut form.authority_file, false);
            });
        }
        let is_wrong = form.read_identity().is_err();
        self.row(ui, T::CertificateFile, |ui| {
            self.text(ui, T::CertificateFile, &mut form.certificate_file, false);
        });
        // Always there: a row that came with the first letter of the other would move those below.
        self.row(ui, T::KeyFile, |ui| {
            self.text(ui, T::KeyFile, &mut form.key_file, is_wrong);
        });
    }

    fn proxy(&self, ui: &mut Ui, form: &mut OptionsForm) {
        let all = [
            (ProxyChoice::None, T::ProxyNone),
            (ProxyChoice::Environment, T::ProxyEnvironment),
            (ProxyChoice::At, T::ProxyAt),
        ];
        self.row(ui, T::Proxy, |ui| {
            self.choice(ui, T::Proxy, &mut form.proxy, &all);
        });
        if form.proxy == ProxyChoice::At {
            let is_wrong = matches!(form.read_proxy(), Err(Problem::Proxy(_)));
            self.row(ui, T::ProxyAddress, |ui| {
                let edit = TextEdit::singleline(&mut form.proxy_address)
                    .char_limit(MAX_FIELD)
                    .hint_text("http://localhost:8080, socks5://localhost:1080");
                self.edit(ui, T::ProxyAddress, edit, is_wrong);
            });
        }
    }

    fn limits(&self, ui: &mut Ui, form: &mut OptionsForm) {
        self.row(ui, T::MaxMessage, |ui| {
            let drag = DragValue::new(&mut form.max_message_kib)
                .range(1..=MAX_MESSAGE_KIB)
                .speed(64)
                .suffix(" KiB");
            self.number(ui, T::MaxMessage, drag);
        });
        self.row(ui, T::KeepAlive, |ui| {
            let off = self.say(T::KeepAliveOff);
            let word = off.clone();
            let drag = DragValue::new(&mut form.keep_alive_s)
                .range(0..=MAX_KEEP_ALIVE_S)
                .custom_formatter(move |seconds, _| {
                    if seconds < 1.0 {
                        off.clone()
                    } else {
                        format!("{seconds:.0} s")
                    }
                })
                .custom_parser(move |typed| number_in(typed, &word, 0.0));
            self.number(ui, T::KeepAlive, drag);
        });
    }
}
