//! Pages that are tabs like any other: what explains, compares and measures.

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Polling against WebSocket.
    Polling,
    /// The handshake and the frames.
    Protocol,
    /// The latency test of a connection.
    Latency,
    /// A script, carried out step by step.
    Sequences,
}

/// The pages that are open, each once, and the one that is looked at.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// In the order in which they were opened.
    open: Vec<Page>,
    shown: Option<Page>,
}

impl Pages {
    /// Those that are open.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Page> {
        self.open.iter().copied()
    }

    /// The one that is looked at; `None` for messages.
    pub(crate) fn shown(&self) -> Option<Page> {
        self.shown
    }

    /// Whether a page is open, looked at or not.
    pub(crate) fn is_open(&self, page: Page) -> bool {
        self.open.contains(&page)
    }

    /// Looks at a page, which is opened if it was not.
    pub(crate) fn show(&mut self, page: Page) {
        if !self.is_open(page) {
            self.open.push(page);
        }
        self.shown = Some(page);
    }

    /// Looks at messages. The pages stay open.
    pub(crate) fn leave(&mut self) {
        self.shown = None;
    }

    /// Closes a page. Where it was looked at, there are messages again.
    pub(crate) fn close(&mut self, page: Page) {
        self.open.retain(|other| *other != page);
        self.shown = self.shown.filter(|shown| *shown != page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_open_once_and_goes_back_to_the_messages() {
        let mut pages = Pages::default();
        pages.show(Page::Polling);
        pages.show(Page::Latency);
        pages.show(Page::Polling);
        assert_eq!(
            pages.iter().collect::<Vec<_>>(),
            [Page::Polling, Page::Latency]
        );
        pages.close(Page::Latency);
        assert_eq!(pages.shown(), Some(Page::Polling));
        pages.leave();
        assert_eq!(pages.shown(), None);
        pages.show(Page::Polling);
        pages.close(Page::Polling);
        assert_eq!((pages.shown(), pages.iter().count()), (None, 0));
    }
}
