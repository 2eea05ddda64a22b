use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::features::composer::Draft;
use crate::features::connection_settings::form::OptionsForm;
use crate::kit::secret::{Keep, Kept};
use crate::kit::theme::ThemeChoice;

fn draft(name: &str, text: &str) -> SavedDraft {
    SavedDraft {
        name: name.to_owned(),
        draft: Draft {
            text: text.to_owned(),
            ..Draft::default()
        },
    }
}

fn drafts(named: &[(&str, &str)]) -> Vec<SavedDraft> {
    named.iter().map(|(name, text)| draft(name, text)).collect()
}

fn tab(address: &str, token: &str) -> StoredTab {
    StoredTab {
        address: address.to_owned(),
        form: OptionsForm {
            token: token.to_owned(),
            credentials: Kept::with(match token {
                "" => Keep::Memory,
                _ => Keep::Device,
            }),
            ..OptionsForm::default()
        },
        ..StoredTab::default()
    }
}

fn tabs(tabs: &[(&str, &str)]) -> Settings {
    Settings {
        tabs: tabs
            .iter()
            .map(|(address, token)| tab(address, token))
            .collect(),
        ..Settings::default()
    }
}

fn merged(base: &Settings, mine: &Settings, theirs: &Settings) -> Settings {
    Settings::from_fields(&merge(base, mine, &to_fields(theirs)))
}

#[test]
fn what_only_one_side_changed_is_taken_from_it() {
    let base = Settings::default();
    let mine = Settings {
        theme: ThemeChoice::Dark,
        budget_mib: 100,
        current_tab: 1,
        ..base.clone()
    };
    let theirs = Settings {
        shows_chart: true,
        budget_mib: 200,
        current_tab: 2,
        ..base.clone()
    };
    let both = merged(&base, &mine, &theirs);
    assert_eq!((both.theme, both.shows_chart), (ThemeChoice::Dark, true));
    assert_eq!(both.budget_mib, 100, "who writes later wins");
    assert_eq!(both.current_tab, 1, "it goes with the tabs");
    // Both changed it to what it was.
    assert_eq!(merged(&mine, &mine, &base).theme, ThemeChoice::System);
}

#[test]
fn what_this_version_does_not_know_stays_as_it_is() {
    let Value::Object(theirs) = json!({"theme": "sepia", "zoom_of_the_future": 3}) else {
        unreachable!()
    };
    let base = Settings::from_fields(&theirs);
    let result = merge(&base, &base, &theirs);
    assert_eq!(result["theme"], "sepia");
    assert_eq!(result["zoom_of_the_future"], 3);
    let mine = Settings {
        theme: ThemeChoice::Light,
        ..base.clone()
    };
    assert_eq!(merge(&base, &mine, &theirs)["theme"], "light");
}

#[test]
fn drafts_are_merged_by_name() {
    type Drafts = &'static [(&'static str, &'static str)];
    let check = |base: Drafts, mine: Drafts, theirs: Drafts, expected: Drafts| {
        let found = merge_drafts(&drafts(base), &drafts(mine), &drafts(theirs));
        assert_eq!(found, drafts(expected), "{base:?} {mine:?} {theirs:?}");
    };
    // Each side added one.
    check(&[], &[("a", "1")], &[("b", "2")], &[("a", "1"), ("b", "2")]);
    // Removed here, there, or on both sides.
    check(&[("a", "1")], &[], &[("a", "1")], &[]);
    check(&[("a", "1")], &[("a", "1")], &[], &[]);
    check(&[("a", "1")], &[], &[], &[]);
    // Removed on one side and changed on the other: what was saved stays.
    check(&[("a", "1")], &[], &[("a", "2")], &[("a", "2")]);
    check(&[("a", "1")], &[("a", "2")], &[], &[("a", "2")]);
    // Changed on one side.
    check(&[("a", "1")], &[("a", "2")], &[("a", "1")], &[("a", "2")]);
    check(&[("a", "1")], &[("a", "1")], &[("a", "2")], &[("a", "2")]);
    // Two by one name.
    check(
        &[],
        &[("a", "1")],
        &[("a", "2")],
        &[("a", "1"), ("a (2)", "2")],
    );
    check(
        &[("a", "0")],
        &[("a", "1"), ("a (2)", "x")],
        &[("a", "2"), ("a (2)", "x")],
        &[("a", "1"), ("a (2)", "x"), ("a (3)", "2")],
    );
    check(&[], &[("a", "1")], &[("a", "1")], &[("a", "1")]);
}

#[test]
fn addresses_are_merged_newest_first() {
    let owned = |list: &str| {
        list.split_terminator(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let check = |base, mine, theirs, expected: &str| {
        let found = merge_addresses(&owned(base), &owned(mine), &owned(theirs));
        assert_eq!(found.join(" "), expected);
    };
    check("a b", "c a b", "d a b", "c d a b");
    check("a b", "b a", "a b", "b a");
    check("", "", "a b", "a b");
    check("a", "a", "", "a");
    check("", "a b c d e f", "g h i j k l", "a b c d e f g h i j");
}

#[test]
fn the_tabs_are_those_of_the_window_that_writes_last() {
    type Tabs = &'static [(&'static str, &'static str)];
    let check = |base: Tabs, mine: Tabs, theirs: Tabs, expected: Tabs| {
        let found = merged(&tabs(base), &tabs(mine), &tabs(theirs));
        assert_eq!(
            found.tabs,
            tabs(expected).tabs,
            "{base:?} {mine:?} {theirs:?}"
        );
    };
    check(&[], &[("a", "")], &[("b", "")], &[("a", "")]);
    check(
        &[("a", "")],
        &[("b", "")],
        &[("a", ""), ("c", "")],
        &[("b", "")],
    );
    // Credentials that were kept in another window stay, in a tab of that window or of both.
    check(&[], &[("a", "")], &[("b", "t")], &[("a", ""), ("b", "t")]);
    check(&[("a", "")], &[("a", "")], &[("a", "t")], &[("a", "t")]);
    check(&[("a", "")], &[("a", "t")], &[("a", "")], &[("a", "t")]);
    check(&[("a", "s")], &[], &[("a", "t")], &[("a", "t")]);
    // They go when they are taken out, or their tab is closed.
    check(&[("a", "t")], &[("a", "")], &[("a", "t")], &[("a", "")]);
    check(&[("a", "t")], &[("a", "t")], &[("a", "")], &[("a", "")]);
    check(&[("a", "t")], &[("b", "")], &[("a", "t")], &[("b", "")]);
    // Two tabs with one address.
    check(
        &[("a", ""), ("a", "")],
        &[("a", ""), ("a", "")],
        &[("a", ""), ("a", "t")],
        &[("a", ""), ("a", "t")],
    );
}

#[test]
fn whether_a_connection_was_open_is_told_by_its_own_window() {
    let base = tabs(&[("a", "")]);
    let mut mine = base.clone();
    mine.tabs[0].was_open = true;
    let both = merged(&base, &mine, &tabs(&[("a", "t")]));
    assert!(both.tabs[0].was_open);
    assert_eq!(both.tabs[0].form.token, "t");
}

/// What a window does between two times that it writes.
#[derive(Clone, Debug)]
enum Act {
    Keep(u8, u8),
    Forget(u8),
    Write,
}

fn acts() -> impl Strategy<Value = Vec<(bool, Act)>> {
    let act = prop_oneof![
        3 => (0..4u8, 0..4u8).prop_map(|(name, text)| Act::Keep(name, text)),
        1 => (0..4u8).prop_map(Act::Forget),
        2 => Just(Act::Write),
    ];
    proptest::collection::vec((any::<bool>(), act), 0..40)
}

/// A window: what it knows of the storage, and what it has.
#[derive(Default)]
struct Window {
    base: Vec<SavedDraft>,
    mine: Vec<SavedDraft>,
}

impl Window {
    fn write(&mut self, stored: &mut Vec<SavedDraft>) {
        *stored = merge_drafts(&self.base, &self.mine, stored);
        self.base.clone_from(stored);
        self.mine.clone_from(stored);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever two windows do in whatever order: when both have written, each text that was kept and that nobody
    /// replaced or forgot is there, and both know the same.
    #[test]
    fn no_draft_is_lost_between_two_windows(acts in acts()) {
        let mut windows = [Window::default(), Window::default()];
        let mut stored = Vec::new();
        // Each text is its own, so it is known which one is missing.
        let mut wanted: Vec<String> = Vec::new();
        for (number, (is_second, act)) in acts.into_iter().enumerate() {
            let window = &mut windows[usize::from(is_second)];
            let mut drop_text = |mine: &mut Vec<SavedDraft>, name: &str| {
                if let Some(at) = mine.iter().position(|saved| saved.name == name) {
                    let gone = mine.remove(at).draft.text;
                    wanted.retain(|text| *text != gone);
                }
            };
            match act {
                Act::Keep(name, text) => {
                    let (name, text) = (name.to_string(), format!("{number} {text}"));
                    drop_text(&mut window.mine, &name);
                    window.mine.push(draft(&name, &text));
                    wanted.push(text);
                }
                Act::Forget(name) => drop_text(&mut window.mine, &name.to_string()),
                Act::Write => window.write(&mut stored),
            }
        }
        let [mut first, mut second] = windows;
        first.write(&mut stored);
        second.write(&mut stored);
        first.write(&mut stored);
        for text in &wanted {
            prop_assert!(stored.iter().any(|saved| saved.draft.text == *text), "{text} of {stored:?}");
        }
        for window in [&mut first, &mut second] {
            window.mine.sort_by(|one, other| one.name.cmp(&other.name));
        }
        prop_assert_eq!(&first.mine, &second.mine);
        let mut names: Vec<_> = stored.iter().map(|saved| &saved.name).collect();
        names.sort();
        let count = names.len();
        names.dedup();
        prop_assert_eq!(names.len(), count, "a name stands for one draft");
    }
}
