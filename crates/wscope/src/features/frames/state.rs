//! Where a person is among the frames of one connection.

use message_log::Seq;
use session::Session;
use virtual_list::{ListState, Rows as _};

use super::page::{Form, FramePage};
use crate::kit::list_mode::ListMode;

/// What is shown of the frames.
#[derive(Default)]
pub struct State {
    mode: ListMode,
    /// Where the person is in the list.
    pub(super) list: ListState,
    /// The frame in the inspector.
    page: Option<FramePage>,
    /// The form in which frames are shown.
    form: Form,
}

impl State {
    /// What the list shows.
    pub fn mode(&self) -> ListMode {
        self.mode
    }

    /// Whether it shows frames.
    pub fn is_shown(&self) -> bool {
        self.mode == ListMode::Frames
    }

    /// Shows messages or frames.
    pub fn switch(&mut self, mode: ListMode) {
        self.mode = mode;
    }

    /// The frame in the inspector, if one is selected.
    pub(super) fn page(&mut self) -> Option<&mut FramePage> {
        self.page.as_mut()
    }

    /// The frame that is selected.
    pub fn selected(&self) -> Option<u64> {
        self.list.selected()
    }

    /// The frames that are selected.
    pub fn ranges(&self) -> Vec<std::ops::RangeInclusive<u64>> {
        self.list.selection().ranges().to_vec()
    }

    /// Selects a frame, or none, and prepares its page.
    pub fn select(&mut self, seq: Option<u64>, session: &Session) {
        let before = self.page.take();
        self.form = before.map_or(self.form, |page| page.form());
        self.page = seq.and_then(|seq| FramePage::new(session, Seq::new(seq), self.form));
        match seq {
            None => self.list.clear_selection(),
            Some(seq) if self.list.selected() != Some(seq) => self.list.select(seq),
            Some(_) => {}
        }
    }

    /// The same, and brings it into view.
    pub fn open(&mut self, seq: u64, session: &Session) {
        self.mode = ListMode::Frames;
        self.list.select(seq);
        self.list.reveal(seq);
        self.select(Some(seq), session);
    }

    /// Selects the frame above or below the selected one.
    pub fn step(&mut self, is_next: bool, session: &Session) {
        let Some(selected) = self.list.selected() else {
            return;
        };
        let kept = kept(session);
        let beside = if is_next {
            selected.saturating_add(1)
        } else {
            selected.saturating_sub(1)
        };
        if kept.contains(&beside) {
            self.open(beside, session);
        }
    }

    /// Goes to the newest frame and follows.
    pub fn follow_newest(&mut self) {
        self.list.follow_tail();
    }

    /// Gives the rows the keyboard.
    pub fn request_focus(&mut self) {
        self.list.request_focus();
    }

    /// Forgets what belongs to frames that are gone.
    pub fn clear(&mut self) {
        self.list = ListState::default();
        self.page = None;
    }

    /// How many frames there are.
    pub fn count(session: &Session) -> u64 {
        kept(session).len()
    }
}

/// The names of the frames that are there.
pub(super) fn kept(session: &Session) -> std::ops::Range<u64> {
    let kept = session.with_frames(|frames| frames.log().kept());
    kept.start.get()..kept.end.get()
}
