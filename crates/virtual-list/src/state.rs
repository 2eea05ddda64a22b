//! What a list remembers from frame to frame.

use crate::{Position, Rows, Selection, coasting::Coasting, grab::Grab, view::View};

/// What a list remembers from frame to frame: where it is scrolled to, what is selected, and
/// gestures under way.
///
/// The caller owns it, and starts over with a new one when the ids start over. To put the list back
/// to where it was, for example when a filter is taken away, keep a clone.
#[derive(Clone, Debug, Default)]
pub struct ListState {
    pub(crate) position: Position,
    /// The rows that are selected.
    pub(crate) selection: Selection,
    /// The row on which the person is: the one that was selected or given up last.
    pub(crate) lead: Option<u64>,
    /// Where a selection that is extended begins.
    pub(crate) anchor: Option<u64>,
    /// The last row when the tail was last in view; later ones are new.
    pub(crate) seen: Option<u64>,
    /// A row to bring into view once the size of the viewport is known.
    pub(crate) reveal: Option<u64>,
    /// Where the last frame was painted: what the person sees when they press the button.
    pub(crate) painted: Option<Position>,
    /// The row on which the pointer was pressed and not yet let go.
    pub(crate) pressed: Option<u64>,
    /// The row that the last click chose, for a second click that makes it a double click.
    pub(crate) clicked: Option<u64>,
    pub(crate) grab: Option<Grab>,
    pub(crate) coasting: Coasting,
    /// How high the list was when it was painted last, its last row, and how high the window was.
    shown: Option<(f64, Option<u64>, f32)>,
    /// How high the window is.
    window: f32,
    /// Where the list stands still, until there is another last row: then it follows again.
    held: Option<(Position, Option<u64>)>,
    /// Where the selected row was painted last, in points below the upper edge.
    selected_at: Option<(u64, f64)>,
    /// The same, if it has to stay there when the list is next shown.
    kept: Option<(u64, f64)>,
    /// Where the selected row was to stay: nearer to it than the ends of a short list allow, it comes back in a longer one.
    wanted: Option<(u64, f64)>,
    /// How often the list was moved.
    moves: u64,
    /// Whether the list takes the keyboard when it is next shown.
    pub(crate) wants_focus: bool,
}

/// Where a list was, to go back to.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    position: Position,
    moves: u64,
}

impl ListState {
    /// Where the list is scrolled to.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Whether the list follows as rows arrive. It shows the last row then, unless it got lower since that arrived.
    pub fn is_at_tail(&self) -> bool {
        let is_held = self
            .held
            .is_some_and(|(position, _)| position == self.position);
        self.position == Position::Tail || is_held
    }

    /// Scrolls to the last row and follows as rows arrive.
    pub fn follow_tail(&mut self) {
        self.move_to(Position::Tail);
    }

    /// Puts a row at the top edge, or as near as the end of the list allows. Leaves the tail.
    pub fn go_to(&mut self, id: u64) {
        self.move_to(Position::Row { id, offset: 0.0 });
    }

    /// Scrolls as little as makes a row wholly visible, when the list is next shown.
    ///
    /// Leaves the tail only if the list has to scroll for it.
    pub fn reveal(&mut self, id: u64) {
        self.reveal = Some(id);
    }

    /// The same for the selected row, if it was in sight when the list was shown last.
    pub fn keep_in_sight(&mut self) {
        let seen = self.selected_at.map(|(id, _)| id);
        if let Some(id) = seen.filter(|id| self.selected() == Some(*id)) {
            self.reveal(id);
        }
    }

    /// Gives the list the keyboard when it is next shown.
    pub fn request_focus(&mut self) {
        self.wants_focus = true;
    }

    /// Where the list is now; see [`ListState::return_to`].
    pub fn place(&self) -> Place {
        let position = if self.is_at_tail() {
            Position::Tail
        } else {
            self.position
        };
        let moves = self.moves;
        Place { position, moves }
    }

    /// Goes back to where the list was, unless it was moved since. For when other rows were shown meanwhile.
    pub fn return_to(&mut self, place: Place) {
        if self.moves == place.moves {
            self.move_to(place.position);
        }
    }

    /// Keeps the selected row where it was painted last, though other rows will be shown around it. Without one that
    /// could be seen, the row at the upper edge stays.
    pub fn keep_selected(&mut self) {
        let is_selected = |(id, _): &(u64, f64)| self.selected() == Some(*id);
        let wanted = self.wanted.filter(is_selected);
        self.kept = wanted.or(self.selected_at.filter(is_selected));
        self.wanted = self.kept;
    }

    /// The selected row; of several, the one that was selected last. It may be one that is no longer there.
    pub fn selected(&self) -> Option<u64> {
        self.lead.filter(|lead| self.selection.contains(*lead))
    }

    /// All rows that are selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Selects a row and no other, wherever it is; see [`ListState::reveal`].
    pub fn select(&mut self, id: u64) {
        self.selection.set(id..=id);
        self.lead = Some(id);
        self.anchor = Some(id);
    }

    /// Selects all rows from the first to the last that was selected by itself to this one, as a click with Shift does.
    /// With `adds`, those that were selected stay so.
    pub(crate) fn extend_to(&mut self, id: u64, adds: bool) {
        let anchor = *self.anchor.get_or_insert(id);
        let ids = anchor.min(id)..=anchor.max(id);
        if adds {
            self.selection.insert(ids);
        } else {
            self.selection.set(ids);
        }
        self.lead = Some(id);
    }

    /// Selects a row beside those that are, or no longer does.
    pub(crate) fn toggle(&mut self, id: u64) {
        self.selection.toggle(id);
        self.lead = Some(id);
        self.anchor = Some(id);
    }

    /// Selects all rows that there are now.
    pub(crate) fn select_all(&mut self, view: &View<'_>) {
        let (Some(first), Some(last)) = (view.id_at(0), view.last_id()) else {
            return;
        };
        self.selection.set(first..=last);
        self.anchor = Some(first);
        self.lead = self.lead.filter(|lead| view.contains(*lead)).or(Some(last));
    }

    /// Selects no row.
    pub fn clear_selection(&mut self) {
        self.selection.clear();
        self.lead = None;
        self.anchor = None;
    }

    /// How many rows have arrived since the person last saw the tail.
    pub fn new_below(&self, rows: &dyn Rows) -> u64 {
        if self.is_at_tail() {
            return 0;
        }
        let first_new = match self.seen.map(|id| id.checked_add(1)) {
            None => 0,
            Some(None) => return 0,
            Some(Some(id)) => rows.index_of(id),
        };
        rows.len().saturating_sub(first_new)
    }

    /// Moves the list, and ends whatever else was moving it.
    pub(crate) fn move_to(&mut self, position: Position) {
        self.position = position;
        self.reveal = None;
        self.coasting = Coasting::default();
        self.note_move();
    }

    /// Somebody has moved the list.
    pub(crate) fn note_move(&mut self) {
        self.moves = self.moves.wrapping_add(1);
        self.held = None;
        self.kept = None;
        self.wanted = None;
    }

    /// What becomes of the position before anything moves it: the list stands still when it gets lower, also at the
    /// tail, until another row arrives. If the window got lower, which is `window` points high, the tail stays in sight: there the
    /// person moves all of the list.
    pub(crate) fn stand_still(&mut self, view: &View<'_>, window: f32) {
        let last = view.last_id();
        let is_resized = self.shown.is_some_and(|(_, _, before)| before != window);
        if let Some((position, known)) = self.held
            && (known != last || is_resized || position != self.position)
        {
            self.held = None;
            if position == self.position {
                self.position = Position::Tail;
            }
        }
        let is_lower = self
            .shown
            .is_some_and(|(height, known, _)| known == last && view.viewport.height() < height);
        self.window = window;
        if let Some(painted) = self
            .painted
            .filter(|_| is_lower && !is_resized && self.position == Position::Tail)
        {
            self.position = painted;
            self.held = Some((painted, last));
        }
        if let Some((id, y)) = self.kept.take() {
            self.position = self.position.placing(id, y, view);
        }
    }

    /// The person asks for so many pages down (up, if negative).
    pub(crate) fn page(&mut self, pages: i64, view: &View<'_>) {
        if pages != 0 {
            self.move_to(self.position.paged(pages, view));
        }
    }

    pub(crate) fn apply_reveal(&mut self, view: &View<'_>) {
        if let Some(id) = self.reveal.take() {
            let follows = self.is_at_tail();
            let position = self.position.revealing(id, view);
            // A list that follows and ends at the tail still follows.
            let is_at_end = position.resolve(view) >= view.last_top();
            self.move_to(if follows && is_at_end {
                Position::Tail
            } else {
                position
            });
        }
    }

    /// Ends the movements of a frame: afterwards `position` is exactly what will be painted.
    pub(crate) fn settle(&mut self, view: &View<'_>) {
        let was_held = self.held.take();
        self.position = self.position.settled(view);
        let top = self.position.resolve(view);
        if let Some((_, last)) = was_held {
            if top >= view.last_top() {
                self.position = Position::Tail;
            } else {
                self.held = Some((self.position, last));
            }
        }
        self.shown = Some((view.viewport.height(), view.last_id(), self.window));
        self.selected_at = self.selected().and_then(|id| {
            let y = view.viewport.distance(top, view.index_of(id));
            let is_seen = view.contains(id) && (0.0..view.viewport.height()).contains(&y);
            is_seen.then_some((id, y))
        });
        self.painted = Position::naming(top, view);
        if top >= view.last_top() {
            self.seen = self.seen.max(view.last_id());
        }
    }
}
