//! What is asked of the forms for messages of protocols.

use crate::features::message_form::Command;
use crate::shell::app::App;
use crate::shell::dialogs::Dialog;

impl App {
    /// Does what was asked of the forms.
    pub(super) fn run_message_form(&mut self, command: Command) {
        let tab = self.tabs.current_mut();
        let forms = &mut self.dialogs.message_forms;
        match command {
            Command::Open(id) => {
                forms.open(id);
                self.dialogs.open(Dialog::MessageForm);
            }
            Command::Send => {
                let Some(messages) = forms.hand_in() else {
                    return;
                };
                self.notice = tab.send_all(messages, self.language);
                let is_sent = self.notice.as_ref().is_none_or(|notice| !notice.is_bad);
                if is_sent {
                    self.dialogs.close();
                }
            }
            Command::Insert => {
                if let Some([message]) = forms.hand_in().as_deref() {
                    tab.put_into_composer(message.clone(), "message.bin");
                    self.dialogs.close();
                }
            }
            Command::Close => self.dialogs.close(),
        }
    }
}
