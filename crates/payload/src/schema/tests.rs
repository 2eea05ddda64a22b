use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn inferred(texts: &[&str]) -> Schema {
    let mut schema = Schema::default();
    for text in texts {
        assert!(schema.observe(text.as_bytes()).is_ok(), "{text}");
    }
    schema
}

#[test]
fn a_schema_tells_what_all_texts_have_in_common() {
    for (texts, expected) in [
        (&[][..], json!({})),
        (&["1"], json!({"type": "integer"})),
        (&["1", "2.5"], json!({"type": "number"})),
        (&["\"a\"", "null"], json!({"type": ["null", "string"]})),
        (
            &[
                "\"2026-11-27T05:33:00.250Z\"",
                "\"2026-11-27t05:33:00+01:00\"",
            ],
            json!({"type": "string", "format": "date-time"}),
        ),
        (&["\"2026-11-27\"", "\"soon\""], json!({"type": "string"})),
        (
            &["\"123e4567-e89b-12d3-a456-426614174000\""],
            json!({"type": "string", "format": "uuid"}),
        ),
        (&["[]"], json!({"type": "array", "items": {}})),
        (
            &["[1,\"a\"]", "[true]"],
            json!({"type": "array", "items": {"type": ["boolean", "integer", "string"]}}),
        ),
        (
            &[r#"{"a":1,"b":{"c":null}}"#, r#"{"a":2}"#],
            json!({
                "type": "object",
                "properties": {
                    "a": {"type": "integer"},
                    "b": {"type": "object", "properties": {"c": {"type": "null"}}, "required": ["c"]},
                },
                "required": ["a"],
            }),
        ),
        // Twice in one object is once.
        (
            &[r#"{"a":1,"a":2}"#, "{}"],
            json!({"type": "object", "properties": {"a": {"type": "integer"}}}),
        ),
        (&["{}"], json!({"type": "object"})),
    ] {
        assert_eq!(inferred(texts).to_json(), expected, "{texts:?}");
    }
}

#[test]
fn what_departs_from_a_known_schema_is_told_once() {
    let usual = r#"{"id":1,"name":"a","tags":["x"],"at":{"x":1,"y":2}}"#;
    for (text, expected) in [
        (usual, &[][..]),
        (
            r#"{"id":1.5,"name":"a","tags":[],"at":{"x":1,"y":2}}"#,
            &["$.id has a different type: number"],
        ),
        (
            r#"{"id":1,"name":null,"tags":["x",1,2],"at":{"x":1,"y":2}}"#,
            &[
                "$.name has a different type: null",
                "$.tags[*] has a different type: integer",
            ],
        ),
        (
            r#"{"id":1,"name":"a","tags":["x"],"at":{"x":1}}"#,
            &["$.at.y is missing"],
        ),
        (
            r#"{"id":1,"name":"a","tags":["x"],"at":{"x":1,"y":2},"new one":{"z":1}}"#,
            &["$[\"new one\"] is new"],
        ),
        ("[]", &["$ has a different type: array"]),
    ] {
        let mut schema = Schema::default();
        for _ in 0..LEARNED {
            assert_eq!(schema.observe(usual.as_bytes()), Ok(Vec::new()));
        }
        let told = schema.observe(text.as_bytes()).unwrap();
        let told: Vec<String> = told.iter().map(Departure::to_string).collect();
        assert_eq!(told, expected, "{text}");
        assert_eq!(
            schema.observe(text.as_bytes()),
            Ok(Vec::new()),
            "{text} again"
        );
    }
}

#[test]
fn before_a_schema_is_known_nothing_departs() {
    let mut schema = Schema::default();
    for index in 0..LEARNED {
        let text = format!("{{\"a{index}\":1}}");
        assert_eq!(schema.observe(text.as_bytes()), Ok(Vec::new()));
    }
}

#[test]
fn nothing_is_learned_from_what_is_no_json() {
    let mut schema = inferred(&["1"]);
    let halves = [r#"{"a":"\ud800"}"#, r#"{"a":1,"b":1e400}"#];
    for text in ["", "{\"a\":", "{\"a\":1}x", "\u{1}", "[1,"]
        .into_iter()
        .chain(halves)
    {
        assert_eq!(
            schema.observe(text.as_bytes()),
            Err(NotLearned::NoJson),
            "{text}"
        );
    }
    assert_eq!(schema.observe(b"\xff"), Err(NotLearned::NoJson));
    assert_eq!(
        (schema.to_json(), schema.texts()),
        (json!({"type": "integer"}), 1)
    );
}

#[test]
fn an_object_with_many_names_is_a_map() {
    let members = (0..500).map(|index| format!("\"{index}\":{index}"));
    let text = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    let schema = inferred(&[&text]).to_json();
    assert_eq!(schema["additionalProperties"], json!({"type": "integer"}));
}

#[test]
fn what_is_kept_is_bounded() {
    let mut schema = Schema::default();
    for text in 0..200 {
        let members = (0..90).map(|index| format!("\"{text}-{index}\":{{\"{index}\":[{{}}]}}"));
        let text = format!(
            "{{\"{text}\":{{{}}}}}",
            members.collect::<Vec<_>>().join(",")
        );
        assert!(schema.observe(text.as_bytes()).unwrap().len() <= MAX_DEPARTURES);
    }
    assert!(schema.nodes <= MAX_NODES);
    assert!(schema.told <= MAX_DEPARTURES);
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    assert!(schema.observe(deep.as_bytes()).is_ok());
}

/// Whether a value is what a schema allows, by the words that are written here.
fn allows(schema: &Value, value: &Value) -> bool {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_named = |name: &Value| name == kind || (name == "number" && kind == "integer");
    let is_kind = match &schema["type"] {
        Value::Null => true,
        Value::Array(names) => names.iter().any(is_named),
        name => is_named(name),
    };
    is_kind
        && match value {
            Value::Array(items) => items.iter().all(|item| {
                schema
                    .get("items")
                    .is_none_or(|schema| allows(schema, item))
            }),
            Value::Object(members) => {
                let required = schema["required"].as_array();
                let has_all = required.is_none_or(|names| {
                    names
                        .iter()
                        .all(|name| name.as_str().is_some_and(|name| members.contains_key(name)))
                });
                has_all
                    && members.iter().all(|(name, value)| {
                        let properties = &schema["properties"];
                        properties
                            .get(name)
                            .is_none_or(|schema| allows(schema, value))
                    })
            }
            _ => true,
        }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-10.0..10.0).prop_map(|number: f64| Value::from(number)),
        "[a-z]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-d]", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_schema_allows_all_that_it_was_inferred_from(values in prop::collection::vec(value(), 1..12)) {
        let mut schema = Schema::default();
        for value in &values {
            prop_assert!(schema.observe(value.to_string().as_bytes()).is_ok());
        }
        let json = schema.to_json();
        for value in &values {
            prop_assert!(allows(&json, value), "{value} is not allowed by {json}");
        }
    }

    #[test]
    fn any_bytes_are_taken(texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..30)) {
        let mut schema = Schema::default();
        for text in &texts {
            schema.observe(text).ok();
        }
        schema.to_json();
    }
}

#[test]
fn a_text_that_is_nested_too_deeply_is_told_from_what_is_no_json() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    for (text, expected) in [
        (nested(MAX_NESTING), Ok(Vec::new())),
        (nested(MAX_NESTING + 1), Err(NotLearned::TooDeep)),
        (nested(100_000), Err(NotLearned::TooDeep)),
        ("[".repeat(MAX_NESTING), Err(NotLearned::NoJson)),
    ] {
        assert_eq!(Schema::default().observe(text.as_bytes()), expected);
    }
}
