//! The rows of a view, as a list asks for them.

use session::ViewRows;
use virtual_list::Rows;

/// The rows of a view, as a list asks for them.
pub struct RowNumbers<'a>(pub &'a ViewRows<'a>);

impl Rows for RowNumbers<'_> {
    fn len(&self) -> u64 {
        self.0.len()
    }

    fn id_at(&self, index: u64) -> u64 {
        self.0.number_at(index)
    }

    fn index_of(&self, id: u64) -> u64 {
        self.0.index_of(id)
    }
}
