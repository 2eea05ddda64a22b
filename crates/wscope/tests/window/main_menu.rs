//! The menu ⋯ of the window.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::StartOptions;
use wscope::kit::language::Language;

use crate::servers::Server;
use crate::stage::Stage;

/// The menu lies below its button, and what has no room in it is scrolled to.
#[test]
fn the_menu_does_not_cover_its_button() {
    let server = Server::start();
    for language in Language::ALL {
        for size in [
            (360.0, 640.0),
            (1280.0, 800.0),
            (640.0, 400.0),
            (427.0, 267.0),
        ] {
            let options = StartOptions {
                address: server.url.clone(),
                language: Some(language),
                ..StartOptions::default()
            };
            let mut stage = Stage::sized(options, size.into());
            let (more, first, last) = match language {
                Language::English => ("More", "New tab", "Quit"),
                Language::SimplifiedChinese => ("更多", "新标签页", "退出"),
            };
            stage.wait_for_button(more);
            stage.press(more);
            stage.harness.run_steps(4);
            // The strip of tabs has a button with the same name.
            let place = |stage: &Stage, name: &str| {
                let buttons = stage.harness.query_all(by().role(Role::Button).label(name));
                let places = buttons.map(|button| button.rect());
                let widest = places.max_by(|one, other| one.width().total_cmp(&other.width()));
                widest.unwrap()
            };
            // That of the window is the highest; the list has one too.
            let buttons = stage.harness.query_all(by().role(Role::Button).label(more));
            let places = buttons.map(|button| button.rect());
            let highest = places.min_by(|one, other| one.top().total_cmp(&other.top()));
            let button = highest.unwrap();
            let top = place(&stage, first).top();
            assert!(top >= button.bottom(), "{size:?} {top} {button:?}");
            if size.1 >= 640.0 {
                let bottom = place(&stage, last).bottom();
                assert!(bottom <= size.1, "{size:?}: {bottom}");
            }
            stage.button(more).unwrap().click();
            stage.harness.run_steps(4);
            assert!(!stage.harness.ctx.any_popup_open(), "{size:?}");
        }
    }
}

/// Each menu in it leads to its entries, also by the keyboard, and says that it is a menu.
#[test]
fn menus_in_the_menu_lead_to_their_entries() {
    let server = Server::start();
    for size in [(360.0, 640.0), (1120.0, 720.0)] {
        for (group, entries) in [
            (
                "Session and recording",
                &[
                    "Open session…",
                    "Save session…",
                    "Save to share…",
                    "Record to file…",
                ][..],
            ),
            ("This connection", &["Connection settings", "Ping"]),
            ("Learn and measure", &["Latency test…", "How it works"]),
            ("Appearance", &["Presentation"]),
        ] {
            let options = StartOptions {
                address: server.url.clone(),
                language: Some(Language::English),
                ..StartOptions::default()
            };
            let mut stage = Stage::sized(options, size.into());
            stage.wait_for_button("点击请求");
            stage.press("More");
            stage.harness.run_steps(3);
            for entry in entries {
                assert!(
                    stage.button(entry).is_none(),
                    "{entry} is in the menu itself"
                );
            }
            let button = stage.button(group).unwrap();
            let popup = button.accesskit_node().has_popup();
            assert_eq!(popup, Some(egui::accesskit::HasPopup::Menu));
            button.focus();
            stage.harness.run_steps(2);
            stage.harness.key_press(egui::Key::Enter);
            stage.harness.run_steps(3);
            for entry in entries {
                let place = stage.button(entry).unwrap_or_else(|| panic!("{entry}"));
                let screen = stage.harness.ctx.content_rect();
                assert!(screen.contains_rect(place.rect()), "{entry} in {size:?}");
            }
        }
    }
}
