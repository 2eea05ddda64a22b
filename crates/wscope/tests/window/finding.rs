//! Find, filter, pause, go to, compare.

use connection::Message;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use message_log::{Direction, Entry, Kind, Timestamp};
use session::Query;
use wscope::StartOptions;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// A window that has received `message 0;` … in turn, each sent before.
fn after_exchange(count: usize) -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for number in 0..count {
        stage.send(Message::Text(format!("message {number};")));
    }
    let wanted = count as u64;
    stage.wait_until("all echoes", |stage| stage.received() == wanted);
    // The last of them is shown with the next frame.
    stage.harness.step();
    (server, stage)
}

/// Types into the find field, as far as the person has come with it.
fn find(stage: &mut Stage, text: &str) {
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::F);
    stage.harness.step();
    stage.harness.step();
    stage
        .harness
        .get_by_role_and_label(Role::TextInput, "Find")
        .type_text(text);
    stage.harness.step();
}

fn tick(stage: &mut Stage, name: &str) {
    stage
        .harness
        .get(by().role(Role::CheckBox).label(name))
        .click();
    stage.harness.step();
    stage.harness.step();
}

#[test]
fn only_hits_are_shown_and_counted() {
    let (_server, mut stage) = after_exchange(12);
    find(&mut stage, "MESSAGE 1");
    stage.wait_for_text("0 matches");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    find(&mut stage, "message 1");
    stage.wait_for_text("6 matches");
    stage.wait_until("only matches", |stage| stage.rows().len() == 6);
    // The result grows by itself.
    stage.send(Message::Text("message 1 once more".to_owned()));
    stage.wait_for_text("8 matches");
    stage.wait_for_rows(2, &["once more"]);
}

#[test]
fn all_rows_stay_and_enter_jumps() {
    let (_server, mut stage) = after_exchange(60);
    stage.tick("Matches only");
    stage.harness.run_steps(2);
    find(&mut stage, "message 5;");
    stage.wait_for_text("2 matches");
    assert!(stage.rows().len() > 10);
    let [older, newer] = rows_of(&stage, "message 5;")[..] else {
        unreachable!("it was sent once and received once");
    };
    for (expected, told) in [(older, "1 of 2"), (newer, "2 of 2"), (older, "1 of 2")] {
        stage.harness.key_press(Key::Enter);
        stage.harness.step();
        wait_for_selected(&mut stage, expected);
        stage.wait_for_text(told);
    }
    // A row that does not match is none of them.
    let other = rows_of(&stage, "message 6;")[0];
    stage.harness.state_mut().tab_mut().list.select(other);
    stage.harness.step();
    stage.wait_for_text("2 matches");
    stage.harness.state_mut().tab_mut().list.select(older);
    stage.harness.step();
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    stage.wait_for_text("第 1 条，共 2 条");
    stage.command(Command::SetLanguage(Language::English));
    stage.wait_for_text("1 of 2");
    stage.harness.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    stage.harness.step();
    wait_for_selected(&mut stage, newer);
    stage.harness.key_press(Key::F3);
    stage.harness.step();
    wait_for_selected(&mut stage, older);
}

/// Waits until a row is selected, and its message is shown.
#[track_caller]
fn wait_for_selected(stage: &mut Stage, seq: u64) {
    stage.wait_until("the row", |stage| {
        let tab = stage.harness.state().tab();
        let shown = tab
            .inspector
            .message()
            .map(wscope::features::inspector::MessagePage::seq);
        (tab.list.selected(), shown) == (Some(seq), Some(seq))
    });
    stage.harness.step();
}

/// Which rows have this text.
fn rows_of(stage: &Stage, text: &str) -> Vec<u64> {
    stage.harness.state().with_log(|log| {
        let is_meant = |number: &u64| {
            let message = log.get(message_log::Seq::new(*number));
            message.is_some_and(|message| message.payload == text.as_bytes())
        };
        stage.kept().filter(is_meant).collect()
    })
}

#[test]
fn a_broken_expression_is_literal_and_says_so() {
    let (_server, mut stage) = after_exchange(1);
    stage.send(Message::Text("f(x".to_owned()));
    tick(&mut stage, "Regular expression");
    find(&mut stage, "f(x");
    assert!(!stage.shows("Not a valid"), "told in the middle of typing");
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("Not a valid regular expression");
    stage.wait_until("the matches", |stage| stage.rows().len() == 2);
}

#[test]
fn filters_combine() {
    let (_server, mut stage) = after_exchange(3);
    stage.send(Message::Binary(vec![1; 100]));
    stage.wait_until("the echo", |stage| stage.received() == 4);
    stage.choose("Received only");
    stage.wait_until("no sent rows", |stage| stage.count_rows(&["sent"]) == 0);
    stage.press("Filter");
    tick(&mut stage, "text");
    stage.wait_until("no text rows", |stage| stage.count_rows(&["message"]) == 0);
    stage.wait_for_rows(1, &["received", "100 B"]);
    stage.press("Show everything");
    stage.wait_for_rows(6, &["message"]);
}

#[test]
fn a_pause_freezes_the_view_and_loses_nothing() {
    let (_server, mut stage) = after_exchange(3);
    stage.press("Pause");
    let before = stage.rows();
    for _ in 0..5 {
        stage.send(Message::Text("late".to_owned()));
    }
    stage.wait_until("all echoes", |stage| stage.received() == 8);
    stage.wait_for_text("Paused · 10 new");
    assert_eq!(stage.rows(), before);
    stage.press("Continue");
    stage.wait_for_rows(10, &["late"]);
}

#[test]
fn a_number_leads_to_its_message() {
    let (_server, mut stage) = after_exchange(100);
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::G);
    stage.harness.step();
    stage.wait_for_text("from 1 to 200");
    stage.harness.step();
    stage
        .harness
        .get_by_role_and_label(Role::TextInput, "Go to…")
        .type_text("17");
    stage.harness.step();
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    // Two events are before it.
    wait_for_selected(&mut stage, 19);
    assert_eq!(
        stage
            .rows()
            .iter()
            .filter(|row| row.starts_with("17,"))
            .count(),
        1
    );

    stage.command(Command::GoTo(10_000));
    stage.wait_for_text("There is no message 10000 yet; the newest is 200");
    stage.session().clear();
    stage.command(Command::GoTo(5));
    stage.wait_for_text("Message 5 was dropped or cleared");
}

#[test]
fn two_messages_are_compared() {
    let (_server, mut stage) = after_exchange(2);
    stage.select_row(&["sent", "message 0;"]);
    stage.press("Compare");
    stage.select_row(&["received", "message 0;"]);
    stage.wait_for_text("identical content");
    stage.select_row(&["received", "message 1;"]);
    stage.wait_for_text("content differs from offset 8 on");
    stage.press("Stop comparing");
    assert!(!stage.shows("content differs"));
}

#[test]
fn a_selected_message_stays_readable_when_it_is_dropped_or_hidden() {
    let (_server, mut stage) = after_exchange(2);
    stage.select_row(&["received", "message 0;"]);
    stage.session().clear();
    stage.send(Message::Text("after".to_owned()));
    stage.wait_for_rows(1, &["received", "after"]);
    stage.press("Copy text");
    find(&mut stage, "nothing has this");
    stage.wait_for_text("No matches");
    assert!(stage.shows("Selected message"));
}

#[test]
fn an_expression_that_would_explode_is_literal_and_says_so() {
    let (_server, mut stage) = after_exchange(1);
    let exploding = r"(\w{99}){99}{99}";
    stage.send(Message::Text(format!("this: {exploding}")));
    tick(&mut stage, "Regular expression");
    find(&mut stage, exploding);
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("too large");
    stage.wait_until("the matches", |stage| stage.rows().len() == 2);
    // One that would explode in an engine that goes back is nothing special here.
    stage.send(Message::Text("a".repeat(100_000)));
    let query = Query {
        text: "(a*)*b".to_owned(),
        is_regex: true,
        ..Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    stage.wait_for_text("No matches");
}

/// A window whose filter looks through many messages while the test goes on.
fn searching(messages: u64) -> (Server, Stage) {
    let (server, mut stage) = after_exchange(0);
    {
        let session = stage.session();
        for number in 0..messages {
            let entry = Entry {
                direction: Direction::Received,
                kind: Kind::Text,
                at: Timestamp::from_micros(number),
            };
            let payload = format!("filled {number:08}, so that the pages are many");
            session.append(entry, payload.into_bytes().into()).unwrap();
        }
    }
    look_for(&mut stage, "filled");
    (server, stage)
}

fn look_for(stage: &mut Stage, text: &str) {
    let query = Query {
        text: text.to_owned(),
        ..Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
}

#[test]
fn the_list_is_cleared_during_a_search() {
    let (_server, mut stage) = searching(300_000);
    stage.command(Command::Clear);
    stage.send(Message::Text("filled anew".to_owned()));
    stage.wait_until("only what came after", |stage| {
        stage.rows().len() == 2 && stage.count_rows(&["filled anew"]) == 2
    });
    stage.wait_for_text("2 matches");
}

#[test]
fn the_budget_shrinks_during_a_search() {
    let (_server, mut stage) = searching(300_000);
    stage.command(Command::SetBudgetMib(1));
    let kept = |stage: &Stage| {
        let kept = stage.kept();
        kept.end - kept.start
    };
    let counters = stage.counters().total();
    assert_eq!(
        counters.messages,
        counters.kept_messages() + counters.dropped_messages
    );
    assert!(counters.dropped_messages > 250_000);
    // Every match that is listed is there.
    stage.wait_until("the matches that are left", |stage| {
        stage.shows(&format!(
            "{} matches",
            wscope::kit::format::count(kept(stage))
        ))
    });
    assert!(!stage.rows().is_empty());
}

#[test]
fn a_hit_that_is_dropped_leads_to_one_that_is_left() {
    let (_server, mut stage) = searching(100_000);
    stage.wait_for_text(&format!("{} matches", wscope::kit::format::count(100_000)));
    let first = stage.numbers().start + 2;
    stage.command(Command::GoTo(first));
    stage.command(Command::SetBudgetMib(1));
    stage.harness.step();
    let (oldest, number) = (stage.kept().start, stage.numbers().start);
    assert!(number > first);
    let left = stage.kept().end - oldest;
    stage.wait_for_text(&format!("{} matches", wscope::kit::format::count(left)));
    stage.harness.key_press(Key::F3);
    stage.harness.step();
    wait_for_selected(&mut stage, oldest);
    assert!(
        stage
            .rows()
            .iter()
            .any(|row| row.starts_with(&format!("{number},")))
    );
}

/// How many matches there are for a text, when all rows were looked at.
#[track_caller]
fn matches(stage: &mut Stage, text: &str, is_regex: bool) -> u64 {
    let query = Query {
        text: text.to_owned(),
        is_regex,
        ..Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    hits_now(stage)
}

#[track_caller]
fn hits_now(stage: &mut Stage) -> u64 {
    let progress = |stage: &Stage| {
        let kept = stage.harness.state().with_log(session::Log::kept);
        let tab = stage.harness.state().tab();
        tab.view.progress(&kept, tab.list.selected())
    };
    stage.wait_until("the end of the search", |stage| {
        progress(stage).is_some_and(|progress| progress.percent == 100)
    });
    progress(stage).unwrap().matches
}

#[test]
fn a_line_about_the_connection_is_found_by_what_it_says() {
    let (_server, mut stage) = after_exchange(2);
    for (text, is_regex, expected) in [
        ("Connected", false, 1),
        ("connected", false, 1),
        ("CONNECTED", false, 0),
        ("Connecting to ws://", false, 1),
        ("^Connect(ed|ing)", true, 2),
        (r"\bConnected\b", true, 1),
        // How the line is stored.
        ("opened", false, 0),
        ("\"connecting\"", false, 0),
        ("{", false, 0),
        ("address", false, 0),
        // The messages themselves.
        ("message 0;", false, 2),
    ] {
        assert_eq!(matches(&mut stage, text, is_regex), expected, "{text}");
    }
}

#[test]
fn what_is_found_is_what_is_shown_in_either_language() {
    let (_server, mut stage) = after_exchange(1);
    assert_eq!(matches(&mut stage, "Connected", false), 1);
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    assert_eq!(hits_now(&mut stage), 0);
    assert_eq!(matches(&mut stage, "已连接", false), 1);
    stage.command(Command::SetLanguage(Language::English));
    assert_eq!(hits_now(&mut stage), 0);
}

#[test]
fn a_line_about_the_connection_has_no_bytes_to_compare() {
    let (_server, mut stage) = after_exchange(1);
    stage.select_row(&["Connecting to"]);
    assert!(!stage.shows(" B · "), "the size of how it is stored");
    stage.open_page("Message");
    stage.press("Compare");
    stage.select_row(&["Connected"]);
    stage.open_page("Message");
    stage.wait_for_text("apart. A connection event has no content to compare");
    assert!(!stage.shows("bytes"));
}

/// The row at the top of the list, and where the row of this number is.
fn top_and_place(stage: &Stage, number: u64) -> (String, Option<f32>) {
    let rows = stage.harness.query_all(by().role(Role::Row));
    let seq = message_log::Seq::new(number);
    let number = stage.harness.state().with_log(|log| log.number_of(seq));
    let starts = format!("{},", number.unwrap());
    let row = rows.into_iter().find(|row| {
        let label = row.accesskit_node().label();
        label.is_some_and(|label| label.starts_with(&starts))
    });
    let top = stage.rows().first().cloned().unwrap_or_default();
    (top, row.map(|row| row.rect().bottom()))
}

/// Deletes what is in the find field, one character at a time.
fn delete_find(stage: &mut Stage, characters: usize) {
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::F);
    stage.harness.step();
    stage.harness.key_press(Key::End);
    for _ in 0..characters {
        stage.harness.key_press(Key::Backspace);
        stage.harness.run_steps(2);
        // The search looks through the log on a thread of its own.
        std::thread::sleep(std::time::Duration::from_millis(10));
        stage.harness.run_steps(3);
    }
}

#[test]
fn a_search_that_is_taken_back_leaves_the_hit_where_it_was() {
    let (_server, mut stage) = after_exchange(120);
    find(&mut stage, "message 57");
    stage.wait_for_text("2 matches");
    stage.wait_until("only matches", |stage| stage.rows().len() == 2);
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
    let hit = stage.harness.state_mut().tab_mut().list.selected().unwrap();
    let (_, place) = top_and_place(&stage, hit);
    delete_find(&mut stage, "message 57".len());
    stage.wait_until("all rows", |stage| stage.rows().len() > 10);
    let list = &stage.harness.state_mut().tab_mut().list;
    assert_eq!(list.selected(), Some(hit));
    let (_, now) = top_and_place(&stage, hit);
    assert_eq!(now, place, "the match is elsewhere");
}

#[test]
fn a_search_that_is_taken_back_leaves_the_list_where_it_was() {
    let (_server, mut stage) = after_exchange(120);
    // In the middle, and at the tail, where it follows.
    for middle in [Some(50), None] {
        match middle {
            Some(number) => {
                let list = &mut stage.harness.state_mut().tab_mut().list;
                list.go_to(number);
            }
            None => stage.command(Command::FollowNewest),
        }
        stage.harness.run_steps(3);
        let before = stage.rows();
        find(&mut stage, "message 9");
        stage.wait_until("only matches", |stage| {
            stage.rows().iter().all(|row| row.contains("message 9"))
        });
        delete_find(&mut stage, "message 9".len());
        stage.wait_until("the rows from before", |stage| stage.rows() == before);
    }
    stage.send(Message::Text("the newest".to_owned()));
    stage.wait_for_rows(1, &["received", "the newest"]);
}

#[test]
fn a_filter_that_is_taken_back_leaves_the_selected_row_where_it_was() {
    let (_server, mut stage) = after_exchange(120);
    stage.choose("Received only");
    stage.wait_until("only received rows", |stage| {
        stage.count_rows(&["sent"]) == 0
    });
    stage.select_row(&["received", "message 110;"]);
    stage.harness.run_steps(3);
    let selected = stage.harness.state_mut().tab_mut().list.selected().unwrap();
    let (_, place) = top_and_place(&stage, selected);
    assert!(place.is_some());
    stage.choose("All");
    stage.harness.run_steps(6);
    assert!(!stage.harness.state_mut().tab_mut().view.is_filtered());
    assert_eq!(top_and_place(&stage, selected).1, place);
}

/// What was found goes with one click, and with it what was hidden.
#[test]
fn the_find_field_is_cleared_by_its_button() {
    let options = StartOptions {
        address: Server::start().url.clone(),
        language: Some(Language::English),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, egui::vec2(1440.0, 900.0));
    stage.harness.run_steps(3);
    stage.fill("Find", "nothing like it");
    stage.press("Clear find");
    stage.wait_until("an empty field", |stage| {
        let field = stage.field("Find").unwrap();
        field.value().unwrap_or_default().is_empty()
    });
    assert!(stage.button("Clear find").is_none());
}
