//! Pictures of the window in its states, compared with those in the repository.
//!
//! `cargo test -p wscope --features snapshots --test snapshots` compares; with `UPDATE_SNAPSHOTS=1` before it the pictures are made anew.
//! Texts that are other ones each time (times, ports, rates) are covered before the comparison.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod covered;
#[path = "../../../transport/tests/support/servers.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod servers;
#[path = "../window/stage.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod stage;
mod states;

use egui_kittest::{SnapshotOptions, SnapshotResults};
use wscope::kit::language::Language;
use wscope::kit::theme::ThemeChoice;

use crate::states::{STATES, State};

/// How far colours may differ (0 is none): fonts are drawn a little differently by other drivers.
const THRESHOLD: f32 = 1.0;
/// How many pixels may differ by more: the edges of some glyphs.
const MAX_FAILED_PIXELS: usize = 300;

/// One window: its language, its colours and its size in points.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub name: &'static str,
    pub language: Language,
    pub theme: ThemeChoice,
    pub size: egui::Vec2,
}

/// Both languages, both themes and three widths, each at least once; all of their products would be too many to look at.
const LOOKS: [Look; 4] = [
    Look {
        name: "zh-dark-1120",
        language: Language::Chinese,
        theme: ThemeChoice::Dark,
        size: egui::vec2(1120.0, 720.0),
    },
    Look {
        name: "en-light-1440",
        language: Language::English,
        theme: ThemeChoice::Light,
        size: egui::vec2(1440.0, 900.0),
    },
    Look {
        name: "en-dark-1120",
        language: Language::English,
        theme: ThemeChoice::Dark,
        size: egui::vec2(1120.0, 720.0),
    },
    Look {
        name: "zh-light-360",
        language: Language::Chinese,
        theme: ThemeChoice::Light,
        size: egui::vec2(360.0, 640.0),
    },
];

#[test]
fn every_state_looks_as_it_did() {
    let options = SnapshotOptions::new()
        .threshold(THRESHOLD)
        .max_failed_pixels(MAX_FAILED_PIXELS);
    let mut results = SnapshotResults::new();
    for State { name, show } in STATES {
        for look in LOOKS {
            let mut stage = states::open(look);
            show(&mut stage.stage, look.language);
            let picture = covered::picture(&mut stage.stage.harness);
            let name = format!("{name}-{}", look.name);
            results.add(egui_kittest::try_image_snapshot_options(
                &picture, name, &options,
            ));
        }
    }
    results.unwrap();
}
