//! What is asked of the composer, within the window.

use crate::attach::Attaching;
use crate::compose::SavedDraft;
use crate::features::composer::{Command, Tip};
use crate::features::inspector::Body;
use crate::kit::page::Page;
use crate::shell::app::App;
use crate::shell::notice::Notice;
use crate::shell::settings::{MAX_DRAFT_BYTES, MAX_DRAFTS};
use crate::texts::{ComposeText, Text};

impl App {
    /// Does what was asked of the composer.
    pub(super) fn run_composer(&mut self, command: Command, context: &egui::Context) {
        let language = self.language;
        let tab = self.tabs.current_mut();
        match command {
            Command::Send => self.notice = tab.send(language),
            Command::Recall(draft) => tab.compose.draft = draft,
            Command::FormatJson => tab.format_json(),
            Command::KeepDraft => self.keep_draft(),
            Command::ForgetDraft(index) => {
                if index < self.settings.drafts.len() {
                    self.settings.drafts.remove(index);
                }
            }
            Command::Attach => tab.compose.attaching = Some(Attaching::browse(context)),
            Command::ViewAttachment => {
                if let Some(attachment) = &tab.compose.attachment {
                    self.dialogs.open_attachment(Body::attachment(attachment));
                }
            }
            Command::Detach => tab.compose.attachment = None,
            Command::Repeat => self.notice = tab.repeat(language),
            Command::StopRepeat => tab.compose.repeat = None,
            Command::DismissTip => self.dismiss_tip(),
            Command::ExplainProtocol => {
                self.dismiss_tip();
                self.pages.show(Page::Protocol);
            }
        }
    }

    /// What helps in the first minutes: what the button does, and after the first echo where it is explained.
    pub(super) fn tip(&self) -> Option<Tip> {
        let tips = self.settings.tips;
        let has_echo = self.tabs.current().has_echo();
        match (tips.knows_usage, tips.knows_protocol) {
            (_, false) if has_echo => Some(Tip::FirstEcho),
            (false, _) => Some(Tip::Usage),
            (true, _) => None,
        }
    }

    fn dismiss_tip(&mut self) {
        let shown = self.tip();
        let tips = &mut self.settings.tips;
        // Who has read the second needs the first no more.
        tips.knows_usage = true;
        tips.knows_protocol |= shown == Some(Tip::FirstEcho);
    }

    fn keep_draft(&mut self) {
        let compose = &mut self.tabs.current_mut().compose;
        let name = std::mem::take(&mut compose.name);
        let saved = SavedDraft {
            name: name.trim().to_owned(),
            draft: compose.draft.clone(),
        };
        if !self.settings.keep(saved) {
            let text = Text::Compose(ComposeText::NoRoomForDraft {
                messages: MAX_DRAFTS,
                bytes: MAX_DRAFT_BYTES,
            });
            self.notice = Some(Notice::bad(self.language.say(text)));
        }
    }
}
