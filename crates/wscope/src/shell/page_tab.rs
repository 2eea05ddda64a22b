//! What the tab of a page shows.

use std::borrow::Cow;

use crate::features::{latency, polling, protocol, sequences};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::page::Page;

/// What a page is called.
pub(super) fn title(page: Page, language: Language) -> Cow<'static, str> {
    match page {
        Page::Polling => polling::Text::Title.say(language),
        Page::Protocol => protocol::Text::Title.say(language),
        Page::Latency => latency::Text::Title.say(language),
        Page::Sequences => sequences::Text::Title.say(language),
    }
}

/// The icon before it.
pub(super) fn icon(page: Page) -> Icon {
    match page {
        Page::Polling => Icon::Scale,
        Page::Protocol => Icon::Book,
        Page::Latency => Icon::Timer,
        Page::Sequences => Icon::Sequences,
    }
}
