use super::*;
use crate::features::connections::{Environment, Kind, Variable};
use crate::kit::secret::{Keep, Kept};

fn import_all(saved: &mut Saved, file: &[u8]) -> Result<usize, ImportError> {
    let imported = import(saved, file, |_item| Vec::new())?;
    assert_eq!(imported.left_out, []);
    Ok(imported.added)
}

fn saved() -> Saved {
    let variable = |name: &str, value: &str, is_secret| Variable {
        name: name.to_owned(),
        value: value.to_owned(),
        is_secret,
        kept: Kept::with(Keep::Device),
        ..Variable::default()
    };
    Saved {
        items: vec![
            Item {
                id: 1,
                kind: Kind::Folder,
                name: "folder".to_owned(),
                ..Item::default()
            },
            Item {
                id: 2,
                parent: 1,
                name: "one".to_owned(),
                address: "ws://{{host}}/".to_owned(),
                more: Map::from_iter([("later".to_owned(), Value::from(7))]),
                ..Item::default()
            },
        ],
        environments: vec![Environment {
            id: 5,
            name: "dev".to_owned(),
            variables: vec![
                variable("host", "localhost", false),
                variable("token", "s3cret", true),
            ],
            ..Environment::default()
        }],
        ..Saved::default()
    }
}

#[test]
fn what_was_exported_comes_back_without_its_secrets() {
    let file = to_file(&saved(), Item::clone);
    assert!(!file.contains("s3cret"), "{file}");
    let mut other = Saved::default();
    assert_eq!(import_all(&mut other, file.as_bytes()), Ok(3));
    assert_eq!(other.items, saved().items);
    assert_eq!(other.environments[0].variables[0].value, "localhost");
    assert_eq!(other.environments[0].variables[1].value, "");
    // Twice is as once, and what is here stays.
    assert_eq!(import_all(&mut other, file.as_bytes()), Ok(0));
    let mut mine = saved();
    mine.items[1].name = "mine".to_owned();
    assert_eq!(import_all(&mut mine, file.as_bytes()), Ok(1));
    let names: Vec<_> = mine.children(1).map(|item| &*item.name).collect();
    assert_eq!(names, ["mine", "one"]);
    assert_eq!(mine.environments[0].variables[1].value, "s3cret");
}

/// The tree in a line, by names: `a[b c] d`.
fn shown(saved: &Saved, parent: u64) -> String {
    let one = |item: &Item| match item.kind {
        Kind::Connection => item.name.clone(),
        Kind::Folder => format!("{}[{}]", item.name, shown(saved, item.id)),
    };
    let all: Vec<_> = saved.children(parent).map(one).collect();
    all.join(" ")
}

/// A file with items of this shape: number, number of the folder, name; a capital is a folder.
fn file(items: &[(u64, u64, &str)]) -> Saved {
    let item = |(id, parent, name): &(u64, u64, &str)| Item {
        id: *id,
        parent: *parent,
        kind: if name.chars().all(char::is_uppercase) {
            Kind::Folder
        } else {
            Kind::Connection
        },
        name: (*name).to_owned(),
        ..Item::default()
    };
    Saved {
        items: items.iter().map(item).collect(),
        ..Saved::default()
    }
}

#[test]
fn what_is_here_stays_where_it_is_and_what_comes_keeps_its_order() {
    type Items = [(u64, u64, &'static str)];
    #[track_caller]
    fn check(mine: &Items, other: &Items, expected: &str, added: usize) {
        let mut mine = file(mine);
        let other = to_file(&file(other), Item::clone);
        assert_eq!(import_all(&mut mine, other.as_bytes()), Ok(added));
        assert_eq!(shown(&mine, TOP), expected);
    }
    check(
        &[],
        &[(1, 0, "a"), (2, 0, "B"), (3, 2, "c"), (4, 0, "d")],
        "a B[c] d",
        4,
    );
    // Renamed here since, with one more in it.
    let renamed = [(1, 0, "NEW"), (2, 1, "a"), (3, 1, "b")];
    check(&renamed, &[(1, 0, "OLD"), (2, 1, "a")], "NEW[a b]", 0);
    check(&renamed, &[(1, 0, "OLD"), (4, 1, "c")], "NEW[a b c]", 1);
    // The number of a folder here is that of a connection there.
    check(&renamed, &[(1, 0, "x"), (5, 0, "y")], "NEW[a b] x y", 2);
    // Another connection with the same number.
    check(&renamed, &[(2, 0, "x")], "NEW[a b] x", 1);
}

#[test]
fn variables_that_an_environment_has_not_are_added() {
    let mut mine = saved();
    mine.environments[0].variables.truncate(1);
    mine.environments[0].variables[0].value = "mine".to_owned();
    let file = to_file(&saved(), Item::clone);
    assert_eq!(import_all(&mut mine, file.as_bytes()), Ok(1));
    let variables = mine.environments[0].variables.iter();
    let variables: Vec<_> = variables.map(|one| (&*one.name, &*one.value)).collect();
    assert_eq!(variables, [("host", "mine"), ("token", "")]);
}

#[test]
fn what_is_no_such_file_is_refused_and_changes_nothing() {
    #[track_caller]
    fn check(file: &str, expected: ImportError) {
        let mut mine = saved();
        assert_eq!(
            import_all(&mut mine, file.as_bytes()),
            Err(expected),
            "{file}"
        );
        assert_eq!(mine, saved());
    }
    check("", ImportError::NotJson);
    check("{", ImportError::NotJson);
    check("[]", ImportError::NotOurs);
    check("{}", ImportError::NotOurs);
    check(r#"{"format":"wscope-connections"}"#, ImportError::NotOurs);
    check(
        r#"{"format":"wscope-connections","version":2,"items":[]}"#,
        ImportError::Newer,
    );
    let items = vec!["{}"; MAX_ITEMS].join(",");
    let file = format!(r#"{{"format":"wscope-connections","version":1,"items":[{items}]}}"#);
    check(&file, ImportError::NoRoom);
}
#[test]
fn a_file_from_elsewhere_names_no_entry_of_the_keyring() {
    let mut mine = saved();
    mine.environments[0].variables[1].kept.entry = 7;
    let file = to_file(&mine, Item::clone);
    assert!(!file.contains("\"entry\": 7"), "{file}");
    let file = r#"{"format":"wscope-connections","version":1,"environments":[{"id":9,"name":"a",
        "variables":[{"name":"t","is_secret":true,"kept":{"keep":"keyring","entry":7}}]}]}"#;
    let mut other = Saved::default();
    assert_eq!(import_all(&mut other, file.as_bytes()), Ok(1));
    let kept = other.environments[0].variables[0].kept;
    assert_eq!((kept.keep, kept.entry), (Keep::Keyring, 0));
}

#[test]
fn what_is_moved_is_told_with_its_name() {
    #[track_caller]
    fn check(mine: &mut Saved, items: &[(u64, u64, &str)], expected: &[(&str, &str, Limit)]) {
        let text = serde_json::json!({
            "format": FORMAT, "version": VERSION, "items": file(items).items,
        });
        let imported = import(mine, text.to_string().as_bytes(), |_item| Vec::new()).unwrap();
        let told = imported.left_out.iter();
        let told: Vec<_> = told
            .map(|one| (&*one.place, &*one.name, one.limit))
            .collect();
        assert_eq!(told, expected);
        let moved = expected.iter().map(|(_, name, _)| *name);
        for name in moved {
            let item = mine.items.iter().find(|item| item.name == name).unwrap();
            assert_eq!(item.parent, TOP, "{name}");
        }
    }
    let none = &mut Saved::default();
    check(none, &[(1, 0, "A"), (2, 1, "a")], &[]);
    // The folder is not in the file, is no folder, or is in itself.
    let parent = "items[0].parent";
    check(none, &[(3, 9, "b")], &[(parent, "b", Limit::Folder)]);
    let items = [(4, 5, "c"), (5, 0, "d")];
    check(none, &items, &[(parent, "c", Limit::Folder)]);
    check(none, &[(6, 6, "E")], &[("items[0]", "E", Limit::Depth)]);
    // It lies deeper here than in the file.
    let chain = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let deep: Vec<_> = (1..)
        .zip(chain)
        .map(|(id, name)| (id, id - 1, name))
        .collect();
    let items = [(8, 0, "H"), (9, 8, "x")];
    check(&mut file(&deep), &items, &[("parent", "x", Limit::Depth)]);
}

#[test]
fn what_a_later_version_says_comes_along_but_no_secret_by_its_name() {
    let more = |value: Value| match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let later = || {
        more(serde_json::json!({
            "later": 7,
            "api_token": "s3cret",
            "nested": {"kept": true, "password": "s3cret", "list": [{"secret": "s3cret", "n": 1}]},
        }))
    };
    let mut mine = saved();
    mine.more = later();
    mine.items[1].more = later();
    mine.environments[0].more = later();
    mine.environments[0].variables[0].more = later();
    mine.environments[0].variables[1].more = more(serde_json::json!({"was": "s3cret"}));
    let file = to_file(&mine, Item::clone);
    assert!(!file.contains("s3cret"), "{file}");
    let read: Value = serde_json::from_str(&file).unwrap();
    let public = serde_json::json!({"kept": true, "list": [{"n": 1}]});
    for place in [
        "",
        "/items/1",
        "/environments/0",
        "/environments/0/variables/0",
    ] {
        let there = read.pointer(place).unwrap();
        assert_eq!(
            (&there["later"], &there["nested"]),
            (&7.into(), &public),
            "{place}"
        );
    }
}

#[test]
fn what_is_left_out_is_told_with_its_place_and_name() {
    let long = "x".repeat(9000);
    let depth = (1..=10).map(|id| {
        serde_json::json!({"id": id, "parent": id - 1, "kind": "folder", "name": format!("f{id}")})
    });
    let mut items: Vec<_> = depth.collect();
    items.extend([
        serde_json::json!({"id": 20, "name": long}),
        serde_json::json!({"id": 21, "name": "far", "address": format!("ws://{long}/")}),
        serde_json::json!({"id": 1, "name": "twice"}),
        serde_json::json!({"id": 22, "name": "form", "form": {"token": "x"}}),
        serde_json::json!("text"),
    ]);
    let variable = |name: &str, value: &str| serde_json::json!({"name": name, "value": value});
    let mut variables = vec![
        variable(&long, ""),
        variable("value", &"y".repeat(40_000)),
        serde_json::json!(7),
    ];
    variables.extend((0..101).map(|number| variable(&format!("v{number}"), "")));
    let mut environments = vec![
        serde_json::json!({"id": 1, "name": "dev", "variables": variables}),
        serde_json::json!({"id": 2, "name": long}),
    ];
    environments.extend((3..40).map(|id| serde_json::json!({"id": id, "name": format!("e{id}")})));
    let file = serde_json::json!({
        "format": FORMAT, "version": VERSION, "items": items, "environments": environments,
    });
    let adopt = |item: &mut Item| match &*item.name {
        "form" => vec!["token"],
        _ => Vec::new(),
    };
    let mut other = Saved::default();
    let imported = import(&mut other, file.to_string().as_bytes(), adopt).unwrap();
    let told = imported.left_out.iter();
    let told: Vec<_> = told
        .map(|one| format!("{} {:?}", one.place, one.limit))
        .collect();
    for expected in [
        "items[8] Depth",
        "items[10].name Length",
        "items[11].address Length",
        "items[12].id Id",
        "items[14] Kind",
        "token Length",
        "environments[0].variables[0].name Length",
        "environments[0].variables[1].value Length",
        "environments[0].variables[2] Kind",
        "environments[0].variables Count(100)",
        "environments[1].name Length",
        "environments Count(30)",
    ] {
        assert!(
            told.iter().any(|one| one == expected),
            "{expected} in {told:#?}"
        );
    }
    // All that is told is not there, and all that is not there is told.
    let names: Vec<_> = other.items.iter().map(|item| &*item.name).collect();
    assert!(
        !names.contains(&"far") && names.contains(&"form"),
        "{names:?}"
    );
    assert_eq!(other.environments.len(), MAX_ENVIRONMENTS);
    assert_eq!(other.environments[0].variables.len(), 100);
}
