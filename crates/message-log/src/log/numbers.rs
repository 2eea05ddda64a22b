//! The numbers of messages, which a person sees: events are not counted.

use std::ops::Range;

use super::{Found, MessageLog};
use crate::page::Page;
use crate::{PageView, Seq};

impl<E> MessageLog<E> {
    /// The number of a message: how many were appended up to it, events not counted. Like its name it never changes and
    /// is never used again. `None` for an event, and for a message that is forgotten or still to come. Costs what
    /// [`get`](Self::get) does.
    pub fn number_of(&self, seq: Seq) -> Option<u64> {
        match self.find(seq)? {
            Found::Open(first, page) => page.number(seq, seq.since(first)),
            Found::Sealed(view) => view.number_of(seq),
            Found::Archived(stub) if stub.page.events() == 0 => {
                Some(seq.get() - stub.earlier_events)
            }
            Found::Archived(stub) => self.load(stub)?.number_of(seq),
        }
    }

    /// The message with this number, or `None` if it is forgotten or still to come.
    pub fn numbered(&self, number: u64) -> Option<Seq> {
        if !self.numbers().contains(&number) {
            return None;
        }
        let open_first = self.open_first();
        if let Some(open) = &self.open
            && first_number(open_first, open) <= number
        {
            return nth_of(open_first, open, number);
        }
        let is_before = |view: &PageView<E>| first_number(view.first(), view.page()) <= number;
        let after = self.sealed.partition_point(is_before);
        let view = after
            .checked_sub(1)
            .and_then(|index| self.sealed.get(index));
        let in_memory = view.and_then(|view| nth_of(view.first(), view.page(), number));
        in_memory.or_else(|| self.archived_number(number))
    }

    /// The numbers of the messages that the log has: from the oldest one to the one that comes next.
    pub fn numbers(&self) -> Range<u64> {
        let next = self.next.get() - self.events;
        let first = match self.find(self.first) {
            Some(Found::Open(first, page)) => first_number(first, page),
            Some(Found::Sealed(view)) => first_number(view.first(), view.page()),
            Some(Found::Archived(stub)) => stub.first_number(),
            None => next,
        };
        first..next
    }

    /// The message with this number, if it lies in an archive.
    fn archived_number(&self, number: u64) -> Option<Seq> {
        // Of two pages that begin with the same number, the first has no messages.
        let after = self
            .stubs
            .partition_point(|stub| stub.first_number() <= number);
        let stub = self.stubs.get(after.checked_sub(1)?)?;
        if stub.page.events() == 0 {
            return Some(Seq::new(number + stub.earlier_events));
        }
        let view = self.load(stub)?;
        nth_of(view.first(), view.page(), number)
    }
}

/// The message with this number in a page that begins with `first`.
fn nth_of<E>(first: Seq, page: &Page<E>, number: u64) -> Option<Seq> {
    let others = number.checked_sub(first_number(first, page))?;
    let others = usize::try_from(others).ok()?;
    Some(first.plus(page.nth_message(others)?))
}

/// The number of the first message of a page that begins with `first`; of the one behind it, if there is none.
fn first_number<E>(first: Seq, page: &Page<E>) -> u64 {
    first.get() - page.all_events_before(0)
}
