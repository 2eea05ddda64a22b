//! Reads what somebody else may have written: a value that is not understood is lost, and nothing beside it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads each field by itself. One that is missing, of another kind or of unknown meaning has its default.
pub fn read<T: Default + Serialize + DeserializeOwned>(stored: &Value) -> T {
    // Serde takes a list for an object.
    if !stored.is_object() {
        return T::default();
    }
    // Almost always all of it is understood.
    if let Ok(whole) = serde_json::from_value(stored.clone()) {
        return whole;
    }
    // What can be stored has a form in JSON, and can be read from it.
    let mut known = serde_json::to_value(T::default()).unwrap_or_default();
    take_over::<T>(&mut known, "", stored);
    serde_json::from_value(known).unwrap_or_default()
}

/// Puts the fields of `stored` into the part of `known` at `pointer`, as long as a `T` can be read from the whole.
fn take_over<T: DeserializeOwned>(known: &mut Value, pointer: &str, stored: &Value) {
    let Value::Object(fields) = stored else {
        return;
    };
    for (name, value) in fields {
        // RFC 6901, section 3.
        let name = name.replace('~', "~0").replace('/', "~1");
        let pointer = format!("{pointer}/{name}");
        let default = put(known, &pointer, Some(value.clone()));
        if serde_json::from_value::<T>(known.clone()).is_ok() {
            continue;
        }
        // A part of it may be understood.
        let has_parts = default.as_ref().is_some_and(Value::is_object);
        put(known, &pointer, default);
        if has_parts {
            take_over::<T>(known, &pointer, value);
        }
    }
}

/// Puts a field into an object, or takes it out, and returns what was there. What the default has not may still be kept: a map
/// takes any name.
fn put(known: &mut Value, pointer: &str, value: Option<Value>) -> Option<Value> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let fields = known.pointer_mut(parent)?.as_object_mut()?;
    let name = name.replace("~1", "/").replace("~0", "~");
    match value {
        Some(value) => fields.insert(name, value),
        None => fields.remove(&name),
    }
}

/// The elements of a list, each by itself. What is no list has none.
pub fn read_list<T: Default + Serialize + DeserializeOwned>(stored: Option<&Value>) -> Vec<T> {
    let elements = stored.and_then(Value::as_array);
    let elements = elements.into_iter().flatten();
    elements
        .filter(|element| element.is_object())
        .map(read)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Outer {
        number: u32,
        choice: Choice,
        inner: Inner,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    enum Choice {
        #[default]
        First,
        Second,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Inner {
        text: String,
        choice: Choice,
    }

    impl Default for Outer {
        fn default() -> Self {
            Self {
                number: 7,
                choice: Choice::First,
                inner: Inner::default(),
            }
        }
    }

    #[test]
    fn a_value_that_is_not_understood_is_lost_alone() {
        let check = |stored: Value, number, choice, text: &str, inner| {
            let text = text.to_owned();
            let inner = Inner {
                text,
                choice: inner,
            };
            let expected = Outer {
                number,
                choice,
                inner,
            };
            assert_eq!(read::<Outer>(&stored), expected, "{stored}");
        };
        use Choice::{First, Second};
        check(
            json!({"number": 1, "choice": "Second", "inner": {"text": "a", "choice": "Second"}}),
            1,
            Second,
            "a",
            Second,
        );
        check(
            json!({"number": -1, "choice": "Second", "inner": {"text": "a", "choice": "Third"}}),
            7,
            Second,
            "a",
            First,
        );
        check(
            json!({"number": 2, "choice": "Third", "inner": {"choice": "Second"}, "a/~b": 1}),
            2,
            First,
            "",
            Second,
        );
        check(
            json!({"number": [], "choice": {}, "inner": 3}),
            7,
            First,
            "",
            First,
        );
        for nothing in [json!(null), json!([1]), json!("text")] {
            check(nothing, 7, First, "", First);
        }
    }

    #[test]
    fn an_element_that_is_none_is_lost_alone() {
        let stored = json!([{"text": "a", "choice": "Third"}, 3, {"text": "b"}]);
        let read: Vec<Inner> = read_list(Some(&stored));
        let texts: Vec<_> = read.iter().map(|inner| inner.text.as_str()).collect();
        assert_eq!(texts, ["a", "b"]);
        assert!(read_list::<Inner>(Some(&json!("a"))).is_empty());
        assert!(read_list::<Inner>(None).is_empty());
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Open {
        choice: Choice,
        form: Value,
        #[serde(flatten)]
        more: serde_json::Map<String, Value>,
    }

    /// A value that a later version knows does not cost those beside it that this one keeps unseen.
    #[test]
    fn what_is_kept_without_being_understood_stays() {
        let form = json!({"headers": [1, 2], "token": "x"});
        let stored = json!({"choice": "Third", "form": form, "later": 7});
        let read: Open = read(&stored);
        assert_eq!((&read.choice, &read.form), (&Choice::First, &form));
        assert_eq!(read.more.get("later"), Some(&json!(7)));
    }
}
