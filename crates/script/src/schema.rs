//! JSON Schema.

use serde_json::Value;

/// How many of the things that are wrong with a value are told.
#[cfg(feature = "schema")]
const SHOWN_ERRORS: usize = 5;

/// A schema that values are checked by.
#[cfg(feature = "schema")]
pub(crate) struct Schema(jsonschema::Validator);

#[cfg(feature = "schema")]
impl Schema {
    /// Reads a schema. What it refers to is looked for in itself only, and nothing is fetched.
    pub(crate) fn compile(bytes: &[u8]) -> Result<Self, String> {
        let schema: Value =
            serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
        let options = jsonschema::options()
            // Of the two engines the one that takes no more than linear time.
            .with_pattern_options(jsonschema::PatternOptions::regex())
            .should_validate_formats(true);
        let validator = options.build(&schema);
        validator.map(Self).map_err(|error| error.to_string())
    }

    /// What is wrong with a value by the schema.
    pub(crate) fn faults(&self, value: &Value) -> Vec<String> {
        let errors = self.0.iter_errors(value);
        let told = errors.take(SHOWN_ERRORS).map(|error| {
            let place = error.instance_path().to_string();
            let place = if place.is_empty() {
                "the whole".to_owned()
            } else {
                place
            };
            payload::visible::shortened(&format!("{place}: {error}"), 300)
        });
        told.collect()
    }
}

/// For builds without them.
#[cfg(not(feature = "schema"))]
pub(crate) struct Schema;

#[cfg(not(feature = "schema"))]
impl Schema {
    pub(crate) fn compile(_bytes: &[u8]) -> Result<Self, String> {
        Err("this program does not know JSON Schema".to_owned())
    }

    #[expect(clippy::unused_self, reason = "the other one uses it")]
    pub(crate) fn faults(&self, _value: &Value) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(schema: &Value, value: &Value) -> Result<Vec<String>, String> {
        Schema::compile(schema.to_string().as_bytes()).map(|schema| schema.faults(value))
    }

    #[test]
    fn a_value_is_checked_by_a_schema() {
        let schema = json!({
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "integer"}, "name": {"type": "string", "pattern": "^[a-z]+$"}},
        });
        assert_eq!(
            faults(&schema, &json!({"id": 1, "name": "ada"})),
            Ok(vec![])
        );
        let wrong = faults(&schema, &json!({"id": "1", "name": "Ada"})).unwrap();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(
            wrong.iter().any(|fault| fault.starts_with("/id: ")),
            "{wrong:?}"
        );
    }

    #[test]
    fn what_is_no_schema_is_told() {
        for bytes in [&b"x"[..], b"", b"1", b"{\"type\":7}", b"\xff"] {
            assert!(Schema::compile(bytes).is_err(), "{bytes:?}");
        }
        let remote = json!({"$ref": "https://example.org/schema.json"});
        assert!(faults(&remote, &json!(1)).is_err());
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        for schema in [
            json!({"$ref": "#"}),
            json!({"allOf": [{"$ref": "#"}]}),
            json!({"anyOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"not": {"$ref": "#"}}}}),
            json!({"$id": "http://x/", "$ref": "http://x/"}),
            json!({"$dynamicAnchor": "a", "$dynamicRef": "#a"}),
            json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}),
        ] {
            let told = faults(&schema, &json!({"a": [1]}));
            assert!(told.is_ok() || told.is_err(), "{schema}");
        }
        // What descends is finite.
        let list = json!({"properties": {"next": {"$ref": "#"}}, "required": ["id"]});
        assert_eq!(
            faults(&list, &json!({"id": 1, "next": {"id": 2}})),
            Ok(vec![])
        );
        assert_eq!(
            faults(&list, &json!({"id": 1, "next": {}})).map(|faults| faults.len()),
            Ok(1)
        );
    }
}
