use super::*;

fn item(id: u64, parent: u64, kind: Kind) -> Item {
    Item {
        id,
        parent,
        kind,
        name: format!("n{id}"),
        ..Item::default()
    }
}

/// 1 with 2 and 3 with 4; 5.
fn tree() -> Saved {
    let (folder, connection) = (Kind::Folder, Kind::Connection);
    let items = [
        (1, TOP, folder),
        (2, 1, connection),
        (3, 1, folder),
        (4, 3, connection),
        (5, TOP, connection),
    ];
    Saved {
        items: items
            .map(|(id, parent, kind)| item(id, parent, kind))
            .to_vec(),
        ..Saved::default()
    }
}

/// The tree in a line: `1(2 3(4)) 5`.
fn shown(saved: &Saved, parent: u64) -> String {
    let one = |item: &Item| match item.kind {
        Kind::Connection => item.id.to_string(),
        Kind::Folder => format!("{}({})", item.id, shown(saved, item.id)),
    };
    let all: Vec<_> = saved.children(parent).map(one).collect();
    all.join(" ")
}

#[test]
fn one_can_be_dragged_anywhere_but_into_itself() {
    #[track_caller]
    fn check(id: u64, place: Place, expected: &str) {
        let mut saved = tree();
        saved.move_to(id, place);
        assert_eq!(shown(&saved, TOP), expected);
    }
    check(5, Place::Before(1), "5 1(2 3(4))");
    check(5, Place::Before(3), "1(2 5 3(4))");
    check(5, Place::After(2), "1(2 5 3(4))");
    check(5, Place::In(3), "1(2 3(4 5))");
    check(4, Place::In(TOP), "1(2 3()) 5 4");
    check(4, Place::After(1), "1(2 3()) 4 5");
    check(3, Place::Before(5), "1(2) 3(4) 5");
    for nowhere in [
        Place::In(3),
        Place::In(1),
        Place::After(4),
        Place::Before(99),
    ] {
        check(1, nowhere, "1(2 3(4)) 5");
    }
    check(9, Place::In(TOP), "1(2 3(4)) 5");
    check(2, Place::Before(2), "1(2 3(4)) 5");
}

#[test]
fn what_was_deleted_comes_back_where_it_was() {
    for id in 1..=5 {
        let mut saved = tree();
        let removed = saved.remove(id);
        assert_eq!(removed.name(), format!("n{id}"));
        assert!(saved.get(id).is_none());
        saved.put_back(removed);
        assert_eq!(saved, tree());
    }
    let mut saved = tree();
    saved.remove(1);
    assert_eq!(shown(&saved, TOP), "5");
}

#[test]
fn what_hangs_in_the_air_or_in_itself_is_hung_up_again() {
    let stored = serde_json::json!({
        "later": [1],
        "items": [
            {"id": 1, "parent": 2, "kind": "folder", "name": "a"},
            {"id": 2, "parent": 1, "kind": "folder", "name": "b"},
            {"id": 3, "parent": 99, "name": "c", "colour": "ultraviolet", "later": true},
            {"id": 3, "name": "double"},
            {"id": 4, "name": "x".repeat(5000)},
            7,
        ],
    });
    let saved = Saved::read(&stored);
    let names: Vec<_> = saved.items.iter().map(|item| &*item.name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert!(shown(&saved, TOP).contains('3'));
    assert_eq!(saved.more["later"], serde_json::json!([1]));
    assert_eq!(shown(&saved, TOP), "1(2()) 3");
}

#[test]
fn what_a_later_version_says_of_one_is_kept() {
    let stored = serde_json::json!({"items": [{"id": 1, "name": "a", "later": {"x": 1}}]});
    let saved = Saved::read(&stored);
    let again = serde_json::to_value(&saved).unwrap();
    assert_eq!(again["items"][0]["later"], stored["items"][0]["later"]);
    assert_eq!(Saved::read(&again), saved);
}

#[test]
fn two_windows_lose_nothing() {
    let base = tree();
    let mut mine = base.clone();
    let mut theirs = base.clone();
    mine.get_mut(2).unwrap().name = "mine".to_owned();
    mine.remove(4);
    theirs.get_mut(5).unwrap().name = "theirs".to_owned();
    theirs.items.push(item(6, 3, Kind::Connection));
    let merged = Saved::merge(&base, &mine, &theirs);
    assert_eq!(shown(&merged, TOP), "1(2 3(6)) 5");
    assert_eq!(merged.get(2).unwrap().name, "mine");
    assert_eq!(merged.get(5).unwrap().name, "theirs");
}

#[test]
fn there_are_never_too_many() {
    let mut saved = Saved::default();
    for _ in 0..MAX_ITEMS {
        assert!(saved.add(Item::default()).is_some());
    }
    assert_eq!(saved.add(Item::default()), None);
    let ids: HashSet<_> = saved.items.iter().map(|item| item.id).collect();
    assert_eq!(ids.len(), MAX_ITEMS);
}

#[test]
fn a_secret_has_a_name_that_is_free() {
    let mut saved = Saved::default();
    let mut keep = |name, value| saved.keep_secret(name, value, "new").unwrap();
    assert_eq!(keep("token", "a"), "token");
    assert_eq!(keep("token", "a"), "token", "the same value has one name");
    assert_eq!(keep("token", "b"), "token-2");
    assert_eq!(keep("key", "a"), "key");
    let environment = saved.chosen().unwrap();
    assert_eq!(environment.name, "new");
    assert!(environment.variables.iter().all(|one| one.is_secret));
    let read = Saved::read(&serde_json::to_value(saved.to_stored()).unwrap());
    assert!(
        read.environments[0]
            .variables
            .iter()
            .all(|one| one.value.is_empty())
    );
    // After a restart the name is there without its value.
    saved = read;
    assert_eq!(
        saved.keep_secret("token", "c", "").as_deref(),
        Some("token")
    );
    // One in the keyring that was not read yet is another.
    saved.environments[0].variables[1].kept.entry = 7;
    assert_eq!(
        saved.keep_secret("token", "d", "").as_deref(),
        Some("token-3")
    );
    for number in 0.. {
        if saved.keep_secret(&format!("v{number}"), "x", "").is_none() {
            assert_eq!(saved.environments[0].variables.len(), 100);
            break;
        }
    }
}

/// Which window's order holds.
#[test]
fn what_one_window_has_moved_stays_where_it_was_put() {
    let moved = |id, place| {
        let mut saved = tree();
        saved.move_to(id, place);
        saved
    };
    let first = moved(5, Place::Before(1));
    let second = moved(2, Place::After(3));
    let check = |mine: &Saved, theirs: &Saved, expected: &str| {
        assert_eq!(shown(&Saved::merge(&tree(), mine, theirs), TOP), expected);
    };
    check(&first, &tree(), "5 1(2 3(4))");
    check(&tree(), &first, "5 1(2 3(4))");
    check(&first, &second, "5 1(2 3(4))");
    check(&second, &first, "1(3(4) 2) 5");
    let mut added = tree();
    added.items.push(item(6, TOP, Kind::Connection));
    check(&added, &first, "5 1(2 3(4)) 6");
    check(&first, &added, "5 1(2 3(4)) 6");
}

#[test]
fn an_environment_without_a_number_of_its_own_gets_one() {
    let file = serde_json::json!({"environments": [
        {"name": "a"}, {"id": 7, "name": "b"}, {"id": 7, "name": "c"},
    ]});
    let saved = Saved::read(&file);
    let ids: HashSet<u64> = saved.environments.iter().map(|one| one.id).collect();
    assert!(ids.len() == 3 && ids.contains(&7) && !ids.contains(&0));
    assert!(saved.chosen().is_none());
}
