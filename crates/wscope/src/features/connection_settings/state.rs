//! What of the page belongs to a tab and not to its connection: which part is looked at, and what is under way.

use std::task::Poll;

use connection::Part;
use egui::Context;

use super::form::{Login, OptionsForm, Problem};
use super::parameters::{OffParameters, ParameterLines};
use super::table::TableState;
use crate::IN_BROWSER;
use crate::kit::file_dialog::{self, Picked};
use crate::kit::task::Task;

/// What a parameter with a token is called.
const TOKEN: &str = "token";

/// A part of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Section {
    /// The parameters of the address.
    #[default]
    Parameters,
    /// Headers and subprotocols.
    Headers,
    /// As whom to connect.
    Login,
    /// Certificates.
    Tls,
    /// What stands between.
    Proxy,
    /// Limits, and the name of the tab.
    Advanced,
}

impl Section {
    /// Where this is to be mended.
    pub fn of(problem: &Problem) -> Self {
        match problem {
            Problem::Header(_) | Problem::Subprotocols(_) => Self::Headers,
            Problem::User
            | Problem::NoUser
            | Problem::NoToken
            | Problem::Token
            | Problem::TwoLogins => Self::Login,
            Problem::AuthorityFile | Problem::CertificateFile => Self::Tls,
            Problem::Proxy(_) => Self::Proxy,
        }
    }
}

/// A field with the path of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileField {
    /// The authorities that are trusted as well.
    Authority,
    /// The certificate of this side.
    Certificate,
    /// Its key.
    Key,
}

/// What is under way on the page of one tab.
#[derive(Default)]
pub struct State {
    pub(super) section: Section,
    pub(super) off: OffParameters,
    pub(super) parameters: TableState,
    pub(super) headers: TableState,
    /// What is being pasted into the table of the section.
    pub(super) paste: Option<String>,
    /// Whether the password or the token is shown.
    pub(super) shows_secret: bool,
    /// Whether the field for the token gets the focus.
    pub(super) wants_token: bool,
    /// Whether the headers that are set automatically are folded.
    pub(super) hides_automatic: bool,
    /// The form before it was set back to the defaults.
    pub(super) before_reset: Option<Box<OptionsForm>>,
    /// Address and form before a command line was imported.
    before_import: Option<Box<(String, OptionsForm)>>,
    /// The dialog that is open.
    browsing: Option<(FileField, Task<Picked>)>,
    /// The system opened no dialog for this field.
    pub(super) has_no_dialog: Option<FileField>,
}

impl State {
    /// The part that is looked at.
    pub fn section(&self) -> Section {
        self.section
    }

    /// Looks at a part.
    pub fn turn_to(&mut self, section: Section) {
        self.section = section;
        self.paste = None;
        self.shows_secret = false;
        self.headers.hide();
    }

    /// Asks for a token, unless there is another login already.
    pub fn ask_for_token(&mut self, address: &mut String, form: &mut OptionsForm) {
        if IN_BROWSER {
            return self.ask_for_token_in_address(address);
        }
        self.turn_to(Section::Login);
        if form.login == Login::None {
            form.login = Login::Bearer;
        }
        self.wants_token = true;
    }

    /// A browser sends no header of a page's, so the token is a parameter of the address: most servers for browsers take it so.
    fn ask_for_token_in_address(&mut self, address: &mut String) {
        self.turn_to(Section::Parameters);
        let mut lines = ParameterLines::of(address, &mut self.off);
        let all = lines.lines();
        let there = all.iter().position(|(_, name, _)| name.text == TOKEN);
        if there.is_none() {
            lines.add(Part::Name, TOKEN);
        }
        self.parameters
            .focus_on(there.unwrap_or(all.len()), Part::Value);
    }

    /// Sets the form back to the defaults.
    pub fn reset(&mut self, form: &mut OptionsForm) {
        self.before_reset = Some(Box::new(std::mem::take(form)));
    }

    /// Takes that back.
    pub fn undo_reset(&mut self, form: &mut OptionsForm) {
        if let Some(before) = self.before_reset.take() {
            *form = *before;
        }
    }

    /// Remembers what there was before a command line was imported.
    pub fn keep_before_import(&mut self, address: &str, form: &OptionsForm) {
        self.before_import = Some(Box::new((address.to_owned(), form.clone())));
    }

    /// Address and form as they were before the import.
    pub fn take_before_import(&mut self) -> Option<(String, OptionsForm)> {
        self.before_import.take().map(|before| *before)
    }

    /// Lets the person choose a file with the system's dialog.
    pub fn browse(&mut self, field: FileField, context: &Context) {
        self.has_no_dialog = None;
        self.browsing = Some((field, file_dialog::pick(context)));
    }

    /// Once a frame: takes over the file that was chosen.
    pub fn poll(&mut self, form: &mut OptionsForm) {
        let Some((field, task)) = &self.browsing else {
            return;
        };
        let Poll::Ready(picked) = task.poll() else {
            return;
        };
        let field = *field;
        self.browsing = None;
        match picked {
            Some(Picked::File(path)) => *form.file_mut(field) = path,
            Some(Picked::Cancelled) => {}
            Some(Picked::NoDialog) | None => self.has_no_dialog = Some(field),
        }
    }
}

impl OptionsForm {
    /// The path in a field.
    pub(super) fn file_mut(&mut self, field: FileField) -> &mut String {
        match field {
            FileField::Authority => &mut self.authority_file,
            FileField::Certificate => &mut self.certificate_file,
            FileField::Key => &mut self.key_file,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_browser_a_token_is_a_parameter_of_the_address() {
        #[track_caller]
        fn check(before: &str, after: &str) {
            let (mut state, mut address) = (State::default(), before.to_owned());
            state.ask_for_token_in_address(&mut address);
            assert_eq!(address, after);
            // Asked for once more there is still one.
            state.ask_for_token_in_address(&mut address);
            assert_eq!(address, after);
        }
        check("wss://a.b/c", "wss://a.b/c?token=");
        check("wss://a.b/c?room=1", "wss://a.b/c?room=1&token=");
        check("wss://a.b/c?token=old", "wss://a.b/c?token=old");
    }
}
