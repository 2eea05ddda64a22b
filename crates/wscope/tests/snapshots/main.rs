//! Pictures of the window in its states, compared with those in `images`.
//!
//! `cargo test -p wscope --features snapshots --test snapshots` compares them, and with `UPDATE_SNAPSHOTS=1` before it makes
//! them anew. They are drawn by Vulkan in software, where there is one: on Debian, `mesa-vulkan-drivers`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conversation;
#[path = "../window/groups.rs"]
mod groups;
mod opened;
#[path = "../../../transport/tests/support/servers.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod servers;
mod small;
#[path = "../window/stage.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod stage;
mod states;
mod steady;
mod watched;
mod ways;

use egui_kittest::{SnapshotOptions, SnapshotResults};
use wscope::kit::language::Language;
use wscope::kit::theme::ThemeChoice;

use crate::states::STATES;
use crate::steady::Steady;

/// Where the pictures are, from the folder of the crate.
const FOLDER: &str = "tests/snapshots/images";
/// How far the colour of a pixel may differ (0 is not at all): other versions of a driver blend a little differently.
const THRESHOLD: f32 = 1.0;
/// How many pixels may differ by more: the edges of some glyphs. A letter that moved has more.
const MAX_FAILED_PIXELS: usize = 20;

/// A window: its language, its colours and its size.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) language: Language,
    pub(crate) theme: ThemeChoice,
    /// In pixels.
    pub(crate) size: egui::Vec2,
    pub(crate) zoom: f32,
}

impl Look {
    pub(crate) const fn new(
        language: Language,
        theme: ThemeChoice,
        width: f32,
        height: f32,
    ) -> Self {
        Self {
            language,
            theme,
            size: egui::vec2(width, height),
            zoom: 1.0,
        }
    }

    pub(crate) const fn zoomed(self, zoom: f32) -> Self {
        Self { zoom, ..self }
    }

    /// As the name of a file tells it.
    fn name(self) -> String {
        let language = match self.language {
            Language::English => "en",
            Language::SimplifiedChinese => "zh",
        };
        let theme = match self.theme {
            ThemeChoice::Light => "light",
            _ => "dark",
        };
        let name = format!("{language}-{theme}-{}", self.size.x);
        if self.zoom == 1.0 {
            name
        } else {
            format!("{name}-{}", 100.0 * self.zoom)
        }
    }
}

#[test]
fn every_state_looks_as_it_did() {
    let options = SnapshotOptions::new()
        .output_path(FOLDER)
        .threshold(THRESHOLD)
        .max_failed_pixels(MAX_FAILED_PIXELS);
    let only = std::env::var("ONLY").ok();
    let mut results = SnapshotResults::new();
    for state in STATES {
        for look in state.looks {
            let name = format!("{}-{}", state.name, look.name());
            if only.as_ref().is_some_and(|only| !name.contains(only)) {
                continue;
            }
            let mut opened = opened::open(*look);
            (state.show)(&mut opened);
            let steady = Steady {
                keeps_durations: opened.keeps_durations,
                measured: opened.measured,
                plot: opened.plot,
            };
            let harness = &mut opened.stage.harness;
            harness.ctx.add_plugin(steady);
            harness.event(egui::Event::PointerGone);
            // Glyphs of the steady texts reach the texture one frame after they were first asked for.
            harness.run_steps(3);
            let picture = harness.render().unwrap();
            let result = egui_kittest::try_image_snapshot_options(&picture, &name, &options);
            results.add(result);
            small::shrink(FOLDER, &name);
        }
    }
}
