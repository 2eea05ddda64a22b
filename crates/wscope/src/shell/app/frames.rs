//! What is asked of the form for a frame.

use crate::IN_BROWSER;
use crate::features::frame_form::Command;
use crate::shell::app::App;
use crate::shell::notice::Notice;

impl App {
    /// Does what was asked of the form.
    pub(super) fn run_frame_form(&mut self, command: Command) {
        if IN_BROWSER {
            return;
        }
        let language = self.language;
        let tab = self.tabs.current_mut();
        let done = match command {
            Command::Send => tab.frame_form.send(&mut tab.session),
            Command::Withhold(withheld) => tab.session.withhold(withheld),
            Command::ReconnectWithDetails => return self.reconnect_with_details(),
            Command::Close => return self.close_dialog(),
        };
        if let Err(error) = done {
            let why = tab.why_no_frame(error, language);
            self.notice = Some(Notice::bad(why));
        }
    }
}
