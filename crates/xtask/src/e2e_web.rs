//! The page, used as a person uses it: a real Chromium, the real echo server, real clicks.

mod basics;
mod copying;
mod decoded;
mod details;
mod failures;
mod files;
mod fixture;
mod flood;
mod frames;
mod journeys;
mod links;
mod loading;
mod mirrored;
mod offline;
mod polling;
mod recorded;
mod start;
mod static_host;
mod widgets;

use std::path::Path;
use std::rc::Rc;

use crate::Result;
use crate::harness::{self, Test};
use fixture::{Built, Fixture};

const TESTS: [Test<Fixture>; 31] = [
    Test {
        title: "polling and WebSocket are compared in two clicks",
        run: polling::compare,
    },
    Test {
        title: "one click brings helloworld back from the page's own server",
        run: basics::click,
    },
    Test {
        title: "text and binary stay in order, whatever was sent before",
        run: basics::order,
    },
    Test {
        title: "100,000 messages, and the tab is hidden meanwhile",
        run: basics::hidden,
    },
    Test {
        title: "the server goes and comes back; the page does without it",
        run: offline::offline,
    },
    Test {
        title: "a new version is served at once",
        run: loading::update,
    },
    Test {
        title: "small, by finger, at high density",
        run: loading::narrow,
    },
    Test {
        title: "a browser that cannot run it says what to do",
        run: loading::unable,
    },
    Test {
        title: "whatever goes wrong is told as far as the browser tells",
        run: failures::all,
    },
    Test {
        title: "a connection is looked at as closely as a browser allows",
        run: details::recorded,
    },
    Test {
        title: "a close is explained in the browser as well",
        run: basics::closed,
    },
    Test {
        title: "an https page is told why ws: is refused, in words",
        run: basics::secure,
    },
    Test {
        title: "an idle page asks for no frames, and nothing that is due is late",
        run: frames::idle,
    },
    Test {
        title: "a text is copied where the clipboard is forbidden, and is said to be where it was",
        run: copying::copied,
    },
    Test {
        title: "what would be lost is asked about before the page is left",
        run: links::left,
    },
    Test {
        title: "an address from a link is where one visit goes, and no other",
        run: links::linked,
    },
    Test {
        title: "where there is no server an invitation is shown, and no failure",
        run: links::invited,
    },
    Test {
        title: "the page shows what a browser tells of a handshake",
        run: links::explained,
    },
    Test {
        title: "a browser compresses where the server agrees, and the page tells it",
        run: links::compressed,
    },
    Test {
        title: "a screen reader finds state, messages and controls, and uses them",
        run: mirrored::read,
    },
    Test {
        title: "Tab leaves the window at its end",
        run: mirrored::left_by_tab,
    },
    Test {
        title: "a page around this one keeps its focus",
        run: mirrored::embedded,
    },
    Test {
        title: "a 1008 close is understood without a click, and a token is added in three",
        run: journeys::token,
    },
    Test {
        title: "one in 100,000 is found and copied",
        run: journeys::found,
    },
    Test {
        title: "what Socket.IO says is recognised and decoded, and is not where that is not wanted",
        run: decoded::socket_io,
    },
    Test {
        title: "characters are looked for by a property",
        run: decoded::found_by_property,
    },
    Test {
        title: "two messages are compared",
        run: journeys::compared,
    },
    Test {
        title: "a HAR of the browser's own developer tools is served as a mock and compared",
        run: recorded::served_again,
    },
    Test {
        title: "a HAR that the page has saved is served as a mock and compared",
        run: recorded::served_from_page,
    },
    Test {
        title: "a session is saved and opened again, chosen and dropped",
        run: files::saved_and_opened,
    },
    Test {
        title: "a finger finds its controls, pastes and zooms",
        run: journeys::by_finger,
    },
];

/// Builds the page and measures it beside the tutorial's.
pub(crate) fn measure() -> Result<()> {
    flood::run(&Built::make()?)
}

/// Builds the page and measures how soon it is connected where network and processor are slow.
pub(crate) fn measure_start() -> Result<()> {
    start::run(&Built::make()?)
}

/// Builds the page and runs every test whose title has `only` in it.
pub(crate) fn run(screenshots: &Path, only: &str) -> Result<()> {
    let built = Rc::new(Built::make()?);
    std::fs::create_dir_all(screenshots)?;
    harness::run(&TESTS, only, || Fixture::new(&built, screenshots))
}
