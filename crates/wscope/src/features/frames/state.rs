//! Where a person is among the frames of one connection.

use message_log::Seq;
use message_log::search::{Fallback, Pattern};
use session::{FrameQuery, FrameView, Jump, OpcodeWords, Progress, Session};
use virtual_list::{ListState, Rows as _};

use super::page::{Form, FramePage};
use super::texts::Text;
use crate::kit::before_filter::BeforeFilter;
use crate::kit::language::Language;
use crate::kit::list_mode::ListMode;
use crate::kit::row_numbers::RowNumbers;

/// What is shown of the frames.
#[derive(Default)]
pub struct State {
    mode: ListMode,
    /// Where the person is in the list.
    pub(super) list: ListState,
    query: FrameQuery,
    /// Which rows are shown.
    pub(super) view: FrameView,
    before_filter: BeforeFilter,
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

    /// Shows messages instead of frames. Whether they are rows or arrows stays as it is.
    pub fn leave(&mut self) {
        if self.is_shown() {
            self.mode = ListMode::Messages;
        }
    }

    /// What is to be looked for, to show all frames.
    pub fn unfiltered(&self) -> FrameQuery {
        FrameQuery {
            is_regex: self.query.is_regex,
            ..FrameQuery::default()
        }
    }

    /// The frame in the inspector, if one is selected.
    pub(super) fn page(&mut self) -> Option<&mut FramePage> {
        self.page.as_mut()
    }

    /// Where the person is in the list.
    pub fn list_mut(&mut self) -> &mut ListState {
        &mut self.list
    }

    /// The frame that is selected.
    pub fn selected(&self) -> Option<u64> {
        self.list.selected()
    }

    /// The frames that are selected, of those that are shown.
    pub fn all_selected(&self, session: &Session) -> Vec<u64> {
        self.view.with_rows(kept(session), |rows| {
            let rows = RowNumbers(rows);
            let ranges = self.list.selection().ranges().iter();
            let places = ranges.flat_map(|range| {
                let end = range.end().checked_add(1);
                let end = end.map_or(rows.len(), |end| rows.index_of(end));
                rows.index_of(*range.start())..end
            });
            places.map(|index| rows.id_at(index)).collect()
        })
    }

    /// What is looked for.
    pub fn query(&self) -> &FrameQuery {
        &self.query
    }

    /// How the search stands.
    pub fn progress(&self, session: &Session) -> Option<Progress> {
        self.view.progress(&kept(session), self.list.selected())
    }

    /// Why the expression is searched for as a text, if it is.
    pub fn fallback(&self) -> Option<&Fallback> {
        self.view.pattern().and_then(Pattern::fallback)
    }

    /// Looks for other frames.
    pub fn look_for(&mut self, query: FrameQuery, session: &Session, language: Language) {
        let was_filtered = self.view.is_filtered();
        self.before_filter.remember(&self.list, was_filtered);
        self.query = query;
        self.look_again(session, language);
        self.keep_place();
        if !self.view.is_filtering() {
            self.before_filter.return_to(&mut self.list, was_filtered);
        }
    }

    /// Looks for the same anew, in the words of this language.
    pub fn look_again(&mut self, session: &Session, language: Language) {
        let words: OpcodeWords = match language {
            // By the names of the standard as well.
            Language::SimplifiedChinese => |opcode| {
                let words = Language::ALL.map(|language| Text::Name(opcode).say(language));
                words.join(" ")
            },
            Language::English => |opcode| Text::Name(opcode).say(Language::English).into_owned(),
        };
        self.view.look_for(&self.query, session, words);
    }

    /// Once a frame: looks at what has come. Says whether it must be called again though nothing comes.
    pub fn poll(&mut self) -> bool {
        let has_more = self.view.poll();
        self.keep_place();
        has_more
    }

    fn keep_place(&mut self) {
        if self.view.take_change() {
            self.before_filter.keep_chosen(&mut self.list);
        }
    }

    /// The match to go to: the next one, and from the last one the first.
    pub fn next_match(&self, way: Jump) -> Option<u64> {
        let next = self.view.jump(self.list.selected(), way);
        next.or_else(|| self.view.jump(None, way))
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
        let beside = self.view.with_rows(kept(session), |rows| {
            let index = if is_next {
                rows.index_of(selected.saturating_add(1))
            } else {
                rows.index_of(selected).checked_sub(1)?
            };
            (index < rows.len()).then(|| rows.number_at(index))
        });
        if let Some(beside) = beside {
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
        self.before_filter.forget();
        self.page = None;
    }

    /// How many frames there are.
    pub fn count(session: &Session) -> u64 {
        let kept = kept(session);
        kept.end.get().saturating_sub(kept.start.get())
    }
}

/// The frames that are there.
pub(super) fn kept(session: &Session) -> std::ops::Range<Seq> {
    session.with_frames(|frames| frames.log().kept())
}
