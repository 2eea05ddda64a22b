//! The settings, and the question before something is lost.

pub mod close_form;
pub mod save_form;

#[cfg(not(target_arch = "wasm32"))]
use std::collections::HashMap;
use std::mem::discriminant;
use std::ops::RangeInclusive;

use egui::{Align2, Id, RichText, TextEdit, Ui};

use crate::IN_BROWSER;
use crate::features::composer;
use crate::features::inspector::Body;
use crate::features::messages;
use crate::features::protocol::ProtocolForm;
#[cfg(not(target_arch = "wasm32"))]
use crate::features::{
    message_form::MessageForms,
    proto_files::ProtoForm,
    rules::{self, RulesForm},
    share::{Draft, ShareForm},
};
use crate::kit::button::name;
use crate::kit::dialog::{Left, Stands, confirm_button, focus_when_it_appears, show_modal};
use crate::kit::field::{is_being_typed, is_entered, note_typing};
use crate::kit::language::Language;
#[cfg(not(target_arch = "wasm32"))]
use crate::kit::tab_id::TabId;
use crate::kit::theme::Palette;
use crate::shell::command::Command;
use crate::shell::program_settings::ProgramSettings;
use crate::shell::settings::Settings;
use crate::shell::tab::Tab;
use crate::shell::texts::Text;
use close_form::CloseForm;
use save_form::SaveForm;

/// What covers the window and wants an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The settings.
    Settings,
    /// Which message to go to.
    GoTo {
        /// The oldest that is kept.
        first: u64,
        /// The newest.
        last: u64,
    },
    /// Where to save a message, or what to open.
    Save,
    /// What of a session is saved to be shared.
    #[cfg(not(target_arch = "wasm32"))]
    Share,
    /// What becomes of a sequence that is not saved, before the window closes.
    Unsaved,
    /// What is attached to be sent.
    Attachment,
    /// With which close frame to end the connection.
    CloseWith,
    /// A frame put together by hand.
    Frame,
    /// A message of a protocol.
    #[cfg(not(target_arch = "wasm32"))]
    MessageForm,
    /// Which .proto files tell what messages say.
    #[cfg(not(target_arch = "wasm32"))]
    ProtoFiles,
    /// What is sent when a message matches.
    #[cfg(not(target_arch = "wasm32"))]
    Rules,
}

/// The dialog that is open, and what is being typed in each of them.
#[derive(Default)]
pub struct Dialogs {
    open: Option<Dialog>,
    close: CloseForm,
    frame: ProtocolForm,
    /// What is attached, while it is looked at.
    attachment: Option<Body>,
    /// The number of a message.
    number: String,
    /// The file to save to.
    pub(super) save: SaveForm,
    /// What is to be shared: also while it is asked where to save that.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) share: Option<Sharing>,
    /// What was chosen there, for each tab.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) share_drafts: HashMap<TabId, Draft>,
    /// Messages of protocols, as they were filled in.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) message_forms: MessageForms,
    /// The .proto files that are being chosen.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) proto_files: ProtoForm,
    /// Rules that are being edited.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) rules: RulesForm,
    /// The memory budget, in MiB.
    budget_mib: u32,
}

/// A session that is to be shared.
#[cfg(not(target_arch = "wasm32"))]
pub(super) struct Sharing {
    /// What of it.
    pub(super) form: ShareForm,
    /// Whose it is: meanwhile a file may be opened in a tab of its own.
    pub(super) tab: TabId,
}

/// What dialogs show beside what they own.
pub struct Shown<'a> {
    /// The language to speak.
    pub language: Language,
    /// The tab that is looked at.
    pub tab: &'a mut Tab,
    /// The settings of the program.
    pub settings: &'a Settings,
    /// The file in which they are kept, where there is one.
    pub settings_file: Option<String>,
}

/// Size of the dialog that shows what is attached, in points, if the window has so much.
const ATTACHMENT_SIZE: egui::Vec2 = egui::vec2(720.0, 480.0);

/// What is about to be sent.
fn attachment(
    ui: &mut Ui,
    language: Language,
    body: Option<&mut Body>,
    commands: &mut Vec<Command>,
) {
    let screen = ui.ctx().content_rect().size();
    let size = ATTACHMENT_SIZE.min(screen - egui::vec2(40.0, 110.0));
    ui.set_width(size.x);
    let title = composer::Text::AttachmentTitle.say(language);
    ui.label(RichText::new(title).heading());
    if let Some(body) = body {
        let layout = egui::Layout::top_down(egui::Align::Min);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            body.read_on(ui);
            if body.percent_read().is_some() {
                ui.ctx().request_repaint();
            }
            body.show(ui, language, None);
        });
    }
    if confirm_button(ui, &Text::Done.say(language), true).clicked() {
        commands.push(Command::CloseDialog);
    }
}

/// A frame put together by hand, and what the server did about it.
fn frame(ui: &mut Ui, language: Language, tab: &mut Tab, commands: &mut Vec<Command>) {
    if IN_BROWSER {
        // A page writes no frames, and does without the code for it.
        return;
    }
    let known = tab.known_to_frame_form(language);
    let mut asked = Vec::new();
    tab.frame_form.show(ui, language, &known, &mut asked);
    commands.extend(asked.into_iter().map(Command::FrameForm));
}

impl Dialogs {
    /// Opens a dialog instead of the one that is open.
    pub fn open(&mut self, dialog: Dialog) {
        if matches!(dialog, Dialog::GoTo { .. }) {
            self.number.clear();
        }
        self.open = Some(dialog);
    }

    /// Opens the settings, with this memory budget in MiB.
    pub fn open_settings(&mut self, budget_mib: u32) {
        self.budget_mib = budget_mib;
        self.open(Dialog::Settings);
    }

    /// Shows what is attached.
    pub fn open_attachment(&mut self, attachment: Body) {
        self.attachment = Some(attachment);
        self.open(Dialog::Attachment);
    }

    /// What is typed into the page that explains frames.
    pub(crate) fn protocol(&mut self) -> &mut ProtocolForm {
        &mut self.frame
    }

    /// The dialog that is open.
    pub fn current(&self) -> Option<Dialog> {
        self.open
    }

    /// Closes whatever dialog is open. Below the question where to save there may be another.
    pub fn close(&mut self) {
        self.attachment = None;
        #[cfg(not(target_arch = "wasm32"))]
        if self.open == Some(Dialog::Save) && self.share.is_some() {
            self.open = Some(Dialog::Share);
            return;
        }
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(sharing) = self.share.take() {
            self.share_drafts
                .insert(sharing.tab, sharing.form.into_draft());
        }
        self.open = None;
    }

    /// Shows the dialog over the window, if one is open.
    pub fn show(&mut self, ui: &mut Ui, mut shown: Shown<'_>, commands: &mut Vec<Command>) {
        let Some(dialog) = self.open else {
            return;
        };
        let id = Id::unique(("dialog", discriminant(&dialog)));
        let stands = match dialog {
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::Rules => Stands::AtTop,
            _ => Stands::InMiddle,
        };
        let modal = show_modal(ui, id, stands, |ui| {
            self.content(dialog, ui, &mut shown, commands);
        });
        let is_left = match modal.left {
            Some(Left::ByEscape) => true,
            Some(Left::Beside) => !self.would_lose(dialog, shown.tab),
            None => false,
        };
        if is_left {
            commands.push(Command::CloseDialog);
        }
    }

    /// Whether something that was typed or chosen in a dialog is gone when it closes.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(unused_variables, reason = "a page has no forms that change a tab")
    )]
    fn would_lose(&self, dialog: Dialog, tab: &Tab) -> bool {
        match dialog {
            // What is chosen there applies at once, or is there again when they are opened.
            Dialog::Settings
            | Dialog::Attachment
            | Dialog::CloseWith
            | Dialog::Frame
            | Dialog::Unsaved => false,
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::MessageForm => false,
            Dialog::GoTo { .. } => !self.number.is_empty(),
            Dialog::Save => self.save.would_lose(),
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::Share => {
                let sharing = self.share.as_ref();
                sharing.is_some_and(|sharing| sharing.form.would_lose())
            }
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::ProtoFiles => self.proto_files.differs_from(&tab.form.proto),
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::Rules => self.rules.differs_from(&tab.form.rules),
        }
    }

    fn content(
        &mut self,
        dialog: Dialog,
        ui: &mut Ui,
        shown: &mut Shown<'_>,
        commands: &mut Vec<Command>,
    ) {
        let language = shown.language;
        match dialog {
            Dialog::Settings => {
                let settings = ProgramSettings {
                    language,
                    settings: shown.settings,
                    file: shown.settings_file.as_deref(),
                    budget_mib: &mut self.budget_mib,
                };
                settings.show(ui, commands);
            }
            Dialog::GoTo { first, last } => {
                go_to(ui, language, first..=last, &mut self.number, commands);
            }
            Dialog::Save => self.save.show(ui, language, commands),
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::Share => {
                let mut asked = Vec::new();
                if let Some(Sharing { form, .. }) = &mut self.share {
                    form.show(ui, language, &mut asked);
                }
                commands.extend(asked.into_iter().map(Command::Share));
            }
            Dialog::Attachment => attachment(ui, language, self.attachment.as_mut(), commands),
            Dialog::Unsaved => unsaved(ui, language, commands),
            Dialog::CloseWith => self.close.show(ui, language, commands),
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::MessageForm => {
                let tab = &*shown.tab;
                let usable = tab.session.can_send();
                let usable = usable.map_err(|error| tab.why_not(error).say(language));
                let mut asked = Vec::new();
                self.message_forms.show(ui, language, &usable, &mut asked);
                commands.extend(asked.into_iter().map(Command::MessageForm));
            }
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::ProtoFiles => {
                let mut asked = Vec::new();
                self.proto_files.show(ui, language, &mut asked);
                commands.extend(asked.into_iter().map(Command::ProtoFiles));
            }
            #[cfg(not(target_arch = "wasm32"))]
            Dialog::Rules => {
                let tab = &*shown.tab;
                let known = rules::Known {
                    variables: &shown.settings.connections.variables(),
                    fired: &|line| tab.fired(line),
                };
                let mut asked = Vec::new();
                let current = &tab.form.rules;
                self.rules.show(ui, language, &known, current, &mut asked);
                commands.extend(asked.into_iter().map(Command::Rules));
            }
            Dialog::Frame => frame(ui, language, shown.tab, commands),
        }
    }
}

fn unsaved(ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
    ui.label(Text::UnsavedSequence.say(language));
    ui.horizontal_wrapped(|ui| {
        let save = confirm_button(ui, &Text::SaveUnsaved.say(language), true);
        focus_when_it_appears(&save);
        if save.clicked() {
            commands.extend([Command::CloseDialog, Command::SaveAndQuit]);
        }
        if ui.button(Text::QuitUnsaved.say(language)).clicked() {
            commands.push(Command::QuitUnsaved);
        }
        if ui.button(Text::Cancel.say(language)).clicked() {
            commands.push(Command::CloseDialog);
        }
    });
}

fn go_to(
    ui: &mut Ui,
    language: Language,
    range: RangeInclusive<u64>,
    number: &mut String,
    commands: &mut Vec<Command>,
) {
    let (first, last) = (*range.start(), *range.end());
    let id = ui.make_persistent_id("number");
    let is_wrong = !number.trim().is_empty() && number.trim().parse::<u64>().is_err();
    let is_wrong = is_wrong && !is_being_typed(ui.ctx(), id);
    let range = RichText::new(Text::GoToRange { first, last }.say(language));
    let bad = Palette::of(ui).error;
    let label = ui.label(if is_wrong { range.color(bad) } else { range });
    // Twenty digits hold every number there is.
    let edit = TextEdit::singleline(number)
        .id(id)
        .text_color_opt(is_wrong.then_some(bad))
        .char_limit(20)
        .align(Align2::LEFT_CENTER)
        .desired_width(200.0);
    let response = ui.add(edit).labelled_by(label.id);
    name(&response, &messages::Text::GoTo.say(language));
    note_typing(&response, number);
    focus_when_it_appears(&response);
    let is_entered = is_entered(&response);
    let parsed = number.trim().parse::<u64>().ok();
    ui.horizontal(|ui| {
        let go_to = messages::Text::GoTo.say(language);
        let is_pressed = confirm_button(ui, &go_to, parsed.is_some()).clicked();
        if let Some(number) = parsed.filter(|_| is_pressed || is_entered) {
            commands.extend([Command::GoTo(number), Command::CloseDialog]);
        } else if is_entered {
            // The number can be mended at once.
            response.request_focus();
        }
        if ui.button(Text::Cancel.say(language)).clicked() {
            commands.push(Command::CloseDialog);
        }
    });
}
