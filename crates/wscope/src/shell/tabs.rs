//! The tabs, one of which is looked at.

use crate::kit::tab_id::TabId;
use crate::shell::command::Neighbour;
use crate::shell::settings::MAX_TABS;
use crate::shell::tab::Tab;

/// One tab or more.
pub struct Tabs {
    /// Never empty.
    all: Vec<Tab>,
    /// Always in range.
    current: usize,
    last_id: TabId,
}

impl Tabs {
    pub(super) fn new(first: Tab) -> Self {
        Self {
            last_id: first.id,
            all: vec![first],
            current: 0,
        }
    }

    /// The one that is looked at.
    pub fn current(&self) -> &Tab {
        &self.all[self.current]
    }

    /// The one that is looked at.
    pub fn current_mut(&mut self) -> &mut Tab {
        &mut self.all[self.current]
    }

    /// All of them, from left to right.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Tab> {
        self.all.iter()
    }

    /// All of them, from left to right.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        self.all.iter_mut()
    }

    /// How many there are: never 0.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Which of them is looked at.
    pub fn position(&self) -> usize {
        self.current
    }

    /// Whether there is room for one more.
    pub fn is_full(&self) -> bool {
        self.all.len() >= MAX_TABS
    }

    /// Puts one to the right of the others, and looks at it.
    pub(super) fn open(&mut self, tab: Tab) {
        self.last_id = tab.id;
        self.all.push(tab);
        self.turn_to(self.all.len() - 1);
    }

    pub(super) fn next_id(&self) -> TabId {
        TabId(self.last_id.0 + 1)
    }

    /// Looks at this one, if it is still there.
    pub fn select(&mut self, id: TabId) {
        if let Some(index) = self.all.iter().position(|tab| tab.id == id) {
            self.turn_to(index);
        }
    }

    /// Looks at the one beside.
    pub fn step(&mut self, way: Neighbour) {
        let count = self.all.len();
        let step = match way {
            Neighbour::Next => 1,
            Neighbour::Previous => count - 1,
        };
        self.turn_to((self.current + step) % count);
    }

    pub(super) fn turn_to(&mut self, index: usize) {
        self.current = index;
    }

    /// Takes one out. The last one stays.
    pub fn close(&mut self, id: TabId) -> Option<Tab> {
        let index = self.all.iter().position(|tab| tab.id == id)?;
        if self.all.len() == 1 {
            return None;
        }
        let closed = self.all.remove(index);
        if index < self.current || self.current == self.all.len() {
            self.current -= 1;
        }
        Some(closed)
    }

    /// Puts one back where it was, as far as there are others before it, and looks at it.
    pub(super) fn insert(&mut self, place: usize, tab: Tab) {
        let place = place.min(self.all.len());
        self.all.insert(place, tab);
        self.current = place;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use session::Session;
    use transport::Automatic;

    use super::*;

    fn tabs(count: u64) -> Tabs {
        let tab = |id| {
            let session = Session::new(Arc::new(Automatic), || {}, 1 << 20);
            Tab::new(TabId(id), session, String::new(), String::new())
        };
        let mut tabs = Tabs::new(tab(0));
        for _ in 1..count {
            let id = tabs.next_id();
            tabs.open(tab(id.0));
        }
        tabs
    }

    #[track_caller]
    fn check(tabs: &Tabs, ids: &[u64], current: u64) {
        let there: Vec<u64> = tabs.iter().map(|tab| tab.id.0).collect();
        assert_eq!((there.as_slice(), tabs.current().id.0), (ids, current));
    }

    #[test]
    fn closing_one_keeps_the_eye_on_its_place() {
        let mut tabs = tabs(4);
        check(&tabs, &[0, 1, 2, 3], 3);
        tabs.select(TabId(1));
        assert!(tabs.close(TabId(0)).is_some());
        check(&tabs, &[1, 2, 3], 1);
        assert!(tabs.close(TabId(1)).is_some());
        check(&tabs, &[2, 3], 2);
        assert!(tabs.close(TabId(9)).is_none());
        tabs.select(TabId(3));
        assert!(tabs.close(TabId(3)).is_some());
        check(&tabs, &[2], 2);
        assert!(tabs.close(TabId(2)).is_none());
        check(&tabs, &[2], 2);
    }

    #[test]
    fn a_tab_comes_back_where_it_was() {
        let mut tabs = tabs(3);
        let closed = tabs.close(TabId(1)).unwrap();
        tabs.select(TabId(0));
        tabs.insert(1, closed);
        check(&tabs, &[0, 1, 2], 1);
        let closed = tabs.close(TabId(2)).unwrap();
        tabs.insert(9, closed);
        check(&tabs, &[0, 1, 2], 2);
    }

    #[test]
    fn the_way_from_tab_to_tab_is_a_circle() {
        let mut tabs = tabs(3);
        tabs.step(Neighbour::Next);
        check(&tabs, &[0, 1, 2], 0);
        tabs.step(Neighbour::Previous);
        check(&tabs, &[0, 1, 2], 2);
        tabs.step(Neighbour::Previous);
        check(&tabs, &[0, 1, 2], 1);
    }
}
