//! What the commands do: the one place where the window changes anything.

use std::ops::Range;

use connection::{Endpoint, Message, Options, Phase, SendError};
use message_log::Seq;
use virtual_list::ListState;

use super::App;
use crate::command::{Command, CopyAs};
use crate::format::size;
use crate::language::Text;
use crate::query::Query;
use crate::session::now;
use crate::ui::detail::Detail;
use crate::ui::dialogs::Dialog;
use crate::ui::status_bar::Notice;
use crate::ui::toolbar::find_field;
use crate::view::Jump;

impl App {
    /// Carries out what the person asked for. The one place where the window changes anything.
    pub(super) fn run(&mut self, command: Command, context: &egui::Context) {
        // What was told about the command before is old now.
        self.notice = None;
        match command {
            Command::Connect => self.connect(),
            Command::Disconnect | Command::Cancel => self.session.disconnect(),
            Command::Retry => self.session.retry(),
            Command::UseAddress(address) => {
                // There is one connection: the one before ends.
                self.session.disconnect();
                self.address = address;
                self.connect();
            }
            Command::Send => self.send(),
            Command::AskClear => self.ask_clear(),
            Command::Clear => self.clear(),
            Command::LookFor(query) => self.look_for(*query),
            Command::Find => context.memory_mut(|memory| memory.request_focus(find_field())),
            Command::Jump(way) => self.jump(way),
            Command::Ping => self.ping(),
            Command::Inspect(is_on) => self.inspect(is_on),
            Command::Pause(is_paused) => self.view.pause(is_paused, &self.session),
            Command::AskGoTo => self.ask_go_to(),
            Command::GoTo(number) => self.go_to(number),
            Command::ShowChart(is_shown) => self.settings.shows_chart = is_shown,
            Command::Compare(holds) => self.compare(holds),
            Command::ShowAs(format) => {
                if let Some(detail) = &mut self.detail {
                    detail.show_as(format);
                }
            }
            Command::FoldAll(is_folded) => {
                if let Some(detail) = &mut self.detail {
                    detail.fold_all(is_folded);
                }
            }
            Command::AskSave => self.ask_save(),
            Command::Browse => self.browse(context),
            Command::Save { replaces } => self.save_message(replaces, context),
            Command::FollowNewest => self.list.follow_tail(),
            Command::ShowDetail(number) => self.show_detail(number),
            Command::Copy(form) => self.copy(form, context),
            Command::OpenSettings => {
                self.budget_choice = self.settings.budget_mib;
                self.dialog = Some(Dialog::Settings);
            }
            Command::CloseDialog => self.dialog = None,
            Command::SetLanguage(language) => {
                self.language = language;
                self.settings.language = Some(language);
                // A line of ours is explained anew, in the new language.
                self.show_detail(self.detail.as_ref().map(Detail::number));
            }
            Command::SetTheme(choice) => {
                self.settings.theme = choice;
                context.set_theme(choice);
            }
            Command::SetBudgetMib(budget) => {
                self.settings.budget_mib = budget;
                let bytes = self.settings.budget_bytes();
                self.session.recorder().log.set_budget(bytes);
            }
            Command::Quit => context.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    pub(super) fn connect(&mut self) {
        // The field explains what is wrong with an address; there is nothing to dial then.
        if let Ok(endpoint) = Endpoint::parse(&self.address) {
            self.settings.remember(&endpoint);
            let options = Options {
                is_inspected: self.settings.inspects,
                ..Options::default()
            };
            self.session.connect(&endpoint, &options);
            self.dialled = Some(endpoint);
        }
    }

    /// A ping that no other is like, so that its pong is told from those of others.
    fn ping(&mut self) {
        let payload = now().as_micros().to_be_bytes().to_vec();
        // The button says when it cannot be.
        self.session.send(Message::Ping(payload)).ok();
    }

    /// What is open goes on as it began: a connection is not cut for being looked at.
    fn inspect(&mut self, is_on: bool) {
        self.settings.inspects = is_on;
        if self.session.phase() != Phase::Idle {
            let text = self.language.say(Text::InspectNext).into_owned();
            self.notice = Some(Notice {
                text,
                is_bad: false,
            });
        }
    }

    fn send(&mut self) {
        if let Err(error) = self.session.send(Message::Text(self.text.clone())) {
            // The button says the same, but a shortcut was quicker.
            let text = self.language.say(self.why_not(error)).into_owned();
            self.notice = Some(Notice { text, is_bad: true });
        }
    }

    pub(super) fn why_not(&self, error: SendError) -> Text<'static> {
        match (error, self.session.phase()) {
            (SendError::Backlogged, _) => Text::CannotSendBacklogged,
            (_, Phase::Connecting { .. } | Phase::Waiting { .. }) => {
                Text::CannotSendWhileConnecting
            }
            (SendError::NotOpen | SendError::ControlFrame | SendError::LargePing, _) => {
                Text::CannotSendUnconnected
            }
        }
    }

    fn ask_clear(&mut self) {
        let kept = self.session.recorder().log.kept();
        let messages = kept.end.get() - kept.start.get();
        if messages > 0 {
            self.dialog = Some(Dialog::Clear { messages });
        }
    }

    fn clear(&mut self) {
        self.session.recorder().log.clear();
        self.view.pause(false, &self.session);
        self.list = ListState::default();
        self.detail = None;
        self.held = None;
    }

    fn show_detail(&mut self, number: Option<u64>) {
        let Some(number) = number else {
            self.detail = None;
            self.list.clear_selection();
            return;
        };
        let (shared, previous) = {
            let log = &self.session.recorder().log;
            let previous = log.get(Seq::new(number.saturating_sub(1)));
            (
                log.share(Seq::new(number)),
                previous.map(|message| message.at),
            )
        };
        self.detail = shared.map(|message| Detail::new(message, previous, self.language));
        self.compare_anew();
    }

    fn look_for(&mut self, query: Query) {
        self.settings.received_only = query.is_received_only();
        self.query = query;
        self.view.look_for(&self.query, &self.session);
    }

    /// Goes to the next hit, and from the last one to the first.
    fn jump(&mut self, way: Jump) {
        let from = self.list.selected();
        if let Some(hit) = self
            .view
            .jump(from, way)
            .or_else(|| self.view.jump(None, way))
        {
            self.select(hit);
        }
    }

    fn select(&mut self, number: u64) {
        self.list.select(number);
        self.list.reveal(number);
        self.show_detail(Some(number));
    }

    fn kept(&self) -> Range<u64> {
        let kept = self.session.recorder().log.kept();
        kept.start.get()..kept.end.get()
    }

    fn ask_go_to(&mut self) {
        let kept = self.kept();
        if !kept.is_empty() {
            self.number_choice.clear();
            let (first, last) = (kept.start, kept.end - 1);
            self.dialog = Some(Dialog::GoTo { first, last });
        }
    }

    fn go_to(&mut self, number: u64) {
        let kept = self.kept();
        if kept.contains(&number) {
            self.select(number);
            return;
        }
        let (first, last) = (kept.start, kept.end.saturating_sub(1));
        let text = self.language.say(if number < first {
            Text::WasDropped { number, first }
        } else {
            Text::NotThereYet { number, last }
        });
        self.notice = Some(Notice {
            text: text.into_owned(),
            is_bad: true,
        });
    }

    fn compare(&mut self, holds: bool) {
        let message = self.detail.as_ref().map(|detail| detail.message().clone());
        self.held = message.filter(|_| holds);
        self.compare_anew();
    }

    fn compare_anew(&mut self) {
        if let Some(detail) = &mut self.detail {
            detail.compare_with(self.held.as_ref());
        }
    }

    fn copy(&mut self, form: CopyAs, context: &egui::Context) {
        let Some(detail) = &self.detail else { return };
        let text = detail.copy(form);
        let size = size(text.len() as u64);
        context.copy_text(text);
        let text = self.language.say(Text::Copied { size: &size }).into_owned();
        self.notice = Some(Notice {
            text,
            is_bad: false,
        });
    }
}
