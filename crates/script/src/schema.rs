//! JSON Schema.

use serde_json::Value;

/// How many of the things that are wrong with a value are told.
#[cfg(feature = "schema")]
const SHOWN_ERRORS: usize = 5;

/// What the schema is called while it is compiled. It has no place in the world: what it refers to by a relative address is not found.
#[cfg(feature = "schema")]
const ADDRESS: &str = "json-schema:///schema";

/// A schema that values are checked by.
#[cfg(feature = "schema")]
pub(crate) struct Schema {
    compiled: boon::Schemas,
    whole: boon::SchemaIndex,
}

/// Fetches nothing.
#[cfg(feature = "schema")]
struct Nowhere;

#[cfg(feature = "schema")]
impl boon::UrlLoader for Nowhere {
    fn load(&self, _address: &str) -> Result<Value, Box<dyn std::error::Error>> {
        Err("schemas are looked for in the file alone".into())
    }
}

#[cfg(feature = "schema")]
impl Schema {
    /// Reads a schema. What it refers to is looked for in itself only, and nothing is fetched.
    pub(crate) fn compile(bytes: &[u8]) -> Result<Self, String> {
        let schema: Value =
            serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
        if !schema.is_object() && !schema.is_boolean() {
            return Err("a schema is an object, true or false".to_owned());
        }
        let mut compiler = boon::Compiler::new();
        compiler.enable_format_assertions();
        compiler.use_loader(Box::new(Nowhere));
        let mut compiled = boon::Schemas::new();
        let whole = compiler
            .add_resource(ADDRESS, schema)
            .and_then(|()| compiler.compile(ADDRESS, &mut compiled));
        match whole {
            Ok(whole) => Ok(Self { compiled, whole }),
            Err(boon::CompileError::ValidationError { src, .. }) => {
                let mut told = Vec::new();
                tell(&src, &mut told);
                Err(told.join("; "))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// What is wrong with a value by the schema.
    pub(crate) fn faults(&self, value: &Value) -> Vec<String> {
        let mut told = Vec::new();
        if let Err(error) = self.compiled.validate(value, self.whole) {
            tell(&error, &mut told);
        }
        told
    }
}

/// Tells what is wrong, and no more than is shown: the error of a schema that has parts is there because of those of its parts.
#[cfg(feature = "schema")]
fn tell(error: &boon::ValidationError<'_, '_>, told: &mut Vec<String>) {
    use boon::ErrorKind;
    if told.len() >= SHOWN_ERRORS {
        return;
    }
    let is_choice = matches!(error.kind, ErrorKind::AnyOf | ErrorKind::OneOf(_));
    if is_choice || error.causes.is_empty() {
        let place = error.instance_location.to_string();
        let place = if place.is_empty() {
            "the whole"
        } else {
            &place
        };
        let fault = format!("{place}: {}", error.kind);
        told.push(payload::visible::shortened(&fault, 300));
    }
    for cause in &error.causes {
        tell(cause, told);
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
    fn what_is_wrong_is_told_with_its_place() {
        #[track_caller]
        fn check(schema: &Value, value: &Value, expected: &[&str]) {
            let told = faults(schema, value).unwrap();
            assert_eq!(told.len(), expected.len(), "{told:?}");
            for (told, expected) in told.iter().zip(expected) {
                assert!(told.contains(expected), "{told:?}");
            }
        }
        check(&json!({"type": "string"}), &json!(1), &["the whole: "]);
        check(&json!(false), &json!(1), &["the whole: "]);
        let list = json!({"properties": {"a/b": {"items": {"maximum": 5}}}});
        check(
            &list,
            &json!({"a/b": [1, 6, 7]}),
            &["/a~1b/1: ", "/a~1b/2: "],
        );
        let choice = json!({"anyOf": [{"type": "string"}, {"required": ["id"]}]});
        check(&choice, &json!({}), &["anyOf", "string", "id"]);
        check(&json!({"oneOf": [{}, true]}), &json!(1), &["oneOf"]);
        check(&json!({"format": "date"}), &json!("2026-02-30"), &["date"]);
        let many = json!({"items": {"type": "string"}});
        let values: Vec<_> = (0..100).collect();
        check(&many, &json!(values), &[": "; SHOWN_ERRORS]);
        // Each draft by its own words.
        for (draft, schema) in [
            (
                "http://json-schema.org/draft-04/schema#",
                json!({"maximum": 5, "exclusiveMaximum": true}),
            ),
            (
                "http://json-schema.org/draft-06/schema#",
                json!({"exclusiveMaximum": 5}),
            ),
            (
                "http://json-schema.org/draft-07/schema#",
                json!({"if": true, "then": {"maximum": 4}}),
            ),
            (
                "https://json-schema.org/draft/2019-09/schema",
                json!({"$recursiveAnchor": true, "maximum": 4}),
            ),
            (
                "https://json-schema.org/draft/2020-12/schema",
                json!({"prefixItems": [true], "maximum": 4}),
            ),
        ] {
            let mut schema = schema;
            schema["$schema"] = json!(draft);
            check(&schema, &json!(5), &["the whole: "]);
            check(&schema, &json!(4), &[]);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_a_format(
            text in r#"([-+0-9:.TtZzPpDdHhMmSs/@\[\]"'{}~%*xéß。中‍·]|IPv6:|xn--|urn:|\{|\*){0,24}"#,
        ) {
            for format in [
                "regex", "ipv4", "ipv6", "hostname", "idn-hostname", "email", "idn-email", "date", "time", "date-time",
                "duration", "period", "json-pointer", "relative-json-pointer", "uuid", "uri", "iri", "uri-reference",
                "iri-reference", "uri-template", "semver",
            ] {
                let told = faults(&json!({"format": format}), &json!(text));
                proptest::prop_assert!(told.is_ok_and(|faults| faults.len() <= 1), "{format} {text:?}");
            }
        }

        #[test]
        fn no_pattern_breaks_a_schema(pattern in r#"[\\a-z0-9(){}\[\]^$.|?*+:=!<>é-]{0,12}"#) {
            // Whether it can be used or not.
            faults(&json!({"pattern": pattern, "patternProperties": {(pattern): true}}), &json!("a")).ok();
        }
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
