//! JSON stays JSON, whatever is secret in it.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Rules, SecretSearch};
use crate::files::EntryContent;

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        r#"[a-f0-9"\\\\/ \n\t%&;é中😀-]{0,16}"#.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let name = r#"[a-z0-9"\\\\]{0,8}"#;
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name, inner.clone()), 0..5)
                .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
            // JSON in a string.
            inner.prop_map(|value| value.to_string().into()),
        ]
    })
}

/// The text with what these rules find replaced in it.
fn redacted(rules: Rules, text: &str) -> String {
    let entry = super::text_tests::text(text);
    let mut search = SecretSearch::new(rules);
    search.entry(&entry);
    let mut redactor = search.into_redactor().unwrap();
    match redactor.entry(entry).content {
        EntryContent::Message { payload, .. } => String::from_utf8(payload).unwrap(),
        EntryContent::Event(_) => panic!("no message"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn json_stays_json(value in json(), places in prop::collection::vec((any::<prop::sample::Index>(), 4_usize..12), 1..4)) {
        let text = serde_json::json!([value]).to_string();
        let mut rules = Rules::for_credentials();
        for (begin, length) in places {
            let begin = begin.index(text.len());
            if let Some(secret) = text.get(begin..begin + length) {
                rules.add_value(secret).unwrap();
            }
        }
        let new = redacted(rules.clone(), &text);
        let parsed = serde_json::from_str::<Value>(&new);
        prop_assert!(parsed.is_ok(), "{text} {:?} {new}", rules.values());
    }
}
