//! The rows that are selected, read beside the window.

use std::ops::{ControlFlow, RangeInclusive};

use message_log::Seq;
use session::{LogMessage, Reader, RowFilter, Session, Sieve, View};
use virtual_list::Selection;

/// The rows that are selected, of those that are shown. Rows that are dropped meanwhile are left out.
#[derive(Clone)]
pub struct SelectedRows {
    reader: Reader,
    filter: RowFilter,
    sieve: Option<Sieve>,
    ranges: Vec<RangeInclusive<u64>>,
}

impl SelectedRows {
    /// As they are now.
    pub fn new(session: &Session, view: &View, selection: &Selection) -> Self {
        Self {
            reader: session.reader(),
            filter: view.filter().clone(),
            sieve: view.sieve().cloned(),
            ranges: selection.ranges().to_vec(),
        }
    }

    /// How many places there are to look at: at least as many as rows.
    pub fn places(&self) -> u64 {
        let sizes = self.ranges.iter().map(|range| {
            let last = range.end().saturating_sub(*range.start());
            last.saturating_add(1)
        });
        sizes.fold(0, u64::saturating_add)
    }

    /// Whether it is one row.
    pub fn is_one(&self) -> bool {
        let mut count = 0_u8;
        let end = self.each(|_, _, _| {
            count += 1;
            if count > 1 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        end.is_continue() && count == 1
    }

    /// Lends each row and its number, in order, until it is told to stop. Tells how many places were looked at.
    pub fn each(
        &self,
        mut look: impl FnMut(&LogMessage<'_>, Option<u64>, u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut page = None;
        let mut before = 0_u64;
        for range in &self.ranges {
            let mut next = *range.start();
            while next <= *range.end() {
                let seq = Seq::new(next);
                // Most pieces of a selection lie in the page of the piece before.
                let known =
                    page.take_if(|page: &mut message_log::PageView<_>| page.seqs().contains(&seq));
                let Some(found) = known.or_else(|| self.reader.page_from(seq)) else {
                    break;
                };
                for message in found.messages_from(seq) {
                    let at = message.seq.get();
                    if at > *range.end() {
                        break;
                    }
                    let is_hidden = || {
                        let sieve = self.sieve.as_ref();
                        sieve.is_some_and(|sieve| sieve.hides(message.seq))
                    };
                    if self.filter.is_match(&message) && !is_hidden() {
                        let looked_at = before.saturating_add(at.saturating_sub(*range.start()));
                        look(&message, found.number_of(message.seq), looked_at)?;
                    }
                }
                next = found.seqs().end.get();
                page = Some(found);
            }
            let last = range.end().saturating_sub(*range.start());
            before = before.saturating_add(last).saturating_add(1);
        }
        ControlFlow::Continue(())
    }
}
