//! Where a person was in a list before rows were left out.

use virtual_list::{ListState, Place};

/// Where the list was, and what was selected, before rows were left out; and what is done with that as other rows are shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct BeforeFilter(Option<(Place, Option<u64>)>);

impl BeforeFilter {
    /// Something else is looked for: remembers where the list is while it shows all rows.
    pub fn remember(&mut self, list: &ListState, is_filtered: bool) {
        if !is_filtered && self.0.is_none() {
            self.0 = Some((list.place(), list.selected()));
        }
    }

    /// Other rows are shown: what was chosen among the others stays where it is.
    pub fn keep_chosen(&self, list: &mut ListState) {
        let selected = list.selected();
        let was_chosen = self.0.is_some_and(|(_, before)| before != selected);
        if was_chosen || !list.is_at_tail() {
            list.keep_selected();
        }
    }

    /// All rows are shown again.
    pub fn return_to(&mut self, list: &mut ListState, was_filtered: bool) {
        let Some((place, selected)) = self.0.take() else {
            return;
        };
        // A match that was chosen meanwhile stays where it is, and all rows come around it.
        if was_filtered && list.selected() == selected {
            list.return_to(place);
        }
    }

    /// The rows are gone.
    pub fn forget(&mut self) {
        self.0 = None;
    }
}
