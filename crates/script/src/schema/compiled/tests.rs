use serde_json::json;

use super::*;

fn faults(schema: &Value, value: &Value) -> Result<Vec<String>, String> {
    let schema = Schema::compile(schema.to_string().as_bytes())?;
    schema.faults(value)
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
    let marked = Schema::compile(b"\xef\xbb\xbf{\"type\":\"string\"}");
    assert_eq!(
        marked.and_then(|schema| schema.faults(&json!("a"))),
        Ok(vec![])
    );
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

#[test]
fn a_hostile_schema_is_told_and_breaks_nothing() {
    /// What is told: nothing, a fault of the message, or why the schema is of no use.
    #[track_caller]
    fn check(schema: &str, value: &Value, expected: &str) {
        let told = Schema::compile(schema.as_bytes());
        let told = match told.and_then(|schema| schema.faults(value)) {
            Ok(faults) => faults.join("; "),
            Err(why) => why,
        };
        let begin: String = schema.chars().take(60).collect();
        assert!(told.contains(expected), "{begin}: {told}");
        assert_eq!(told.is_empty(), expected.is_empty(), "{begin}: {told}");
    }
    let chain = |length: usize, link: fn(usize) -> Value| {
        let mut links: serde_json::Map<_, _> = (0..length)
            .map(|at| (at.to_string(), link(at + 1)))
            .collect();
        links.insert(length.to_string(), json!({"type": "string"}));
        json!({"$ref": "#/$defs/0", "$defs": links}).to_string()
    };
    let to = |at: usize| json!({"$ref": format!("#/$defs/{at}")});
    let too_deep = "it is nested deeper than 127 levels";
    let nested = |depth: usize| {
        let (begin, end) = (r#"{"allOf":["#.repeat(depth), "]}".repeat(depth));
        format!(r#"{begin}{{"type":"string"}}{end}"#)
    };
    check(&nested(60), &json!(1), "the whole: ");
    check(&nested(100_000), &json!(1), too_deep);
    // Each is one more call of a function.
    check(&chain(3_000, to), &json!(1), "the whole: ");
    check(&chain(3_000, to), &json!("a"), "");
    check(&chain(30_000, to), &json!(1), "at most 20000 are followed");
    // Each doubles the work.
    let twice = |at: usize| {
        let to = json!({"$ref": format!("#/$defs/{at}")});
        json!({"allOf": [to, to]})
    };
    check(&chain(60, twice), &json!("a"), "it takes longer than 5 s");
    // Loops, and a schema that has no end.
    let circle = r##"{"properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"anyOf":[{"$ref":"#/$defs/b"}]}}}"##;
    check(
        r##"{"$ref":"#"}"##,
        &json!(1),
        "its reference at # leads back to itself",
    );
    check(
        circle,
        &json!({"a": 1}),
        "its reference at #/$defs/b leads back to itself",
    );
    check(circle, &json!({"b": 1}), "");
    check(r##"{"not":{"$ref":"#"}}"##, &json!(1), "");
    check(r##"{"items":{"$ref":"#"}}"##, &json!([[[[]]]]), "");
    // Patterns in linear time, and of a limited size.
    let text = json!("a".repeat(100_000));
    check(r#"{"pattern":"^(a+)+$"}"#, &text, "");
    check(r#"{"pattern":"^(a|a)*b$"}"#, &text, "the whole: ");
    // The library asserts that there is none, where assertions are compiled in.
    let too_large = match cfg!(debug_assertions) {
        true => "the check ended before its end",
        false => "exceeds size limit",
    };
    check(r#"{"pattern":"((a{1000}){1000}){1000}"}"#, &text, too_large);
    let patterns = |count: usize, pattern: &str| {
        let all = (0..count).map(|at| (at.to_string(), json!({"pattern": pattern})));
        json!({"properties": all.collect::<serde_json::Map<_, _>>()}).to_string()
    };
    check(
        &patterns(3_000, r"\w{800}"),
        &text,
        "its patterns take more than 64 MiB",
    );
    check(&patterns(3_000, r"^\d{1,8}-[a-z]+$"), &text, "");
    check(r#"{"pattern":"(?=a)"}"#, &text, "look-ahead");
    check(
        r#"{"$ref":"ok.json"}"#,
        &text,
        "it refers to ok.json, which is not in it: ",
    );
    check(
        r#"{"$ref":"https://example.com/a"}"#,
        &text,
        "it refers to https://example.com/a, which",
    );
    check(
        r#"{"$schema":"http://json-schema.org/draft-03/schema#"}"#,
        &text,
        "its $schema is http://json-schema.org/draft-03/schema",
    );
    // Numbers.
    check(
        r#"{"minimum":1e400}"#,
        &json!(1),
        "it is not JSON: number out of range",
    );
    check(r#"{"minimum":-1e308,"maximum":1e308}"#, &json!(1), "");
    check(r#"{"multipleOf":0}"#, &json!(1), "multipleOf");
    check(r#"{"multipleOf":1e308}"#, &json!(1), "multipleOf");
    check(r#"{"multipleOf":1e308}"#, &json!(1e308), "");
    check(r#"{"multipleOf":5e-324}"#, &json!(1e308), "multipleOf");
    check(r#"{"minLength":1e300}"#, &json!("a"), "length");
    check(r#"{"maxItems":18446744073709551615}"#, &json!([1]), "");
    // Many values.
    let different: Vec<Value> = (0..100_000).map(|at| json!({"at": [at, "a"]})).collect();
    let mut alike = different.clone();
    alike.push(json!({"at": [99_999, "a"]}));
    check(r#"{"uniqueItems":true}"#, &json!(different), "");
    check(r#"{"uniqueItems":true}"#, &json!(alike), "99999");
}

#[test]
fn a_multiple_is_one_by_its_digits() {
    #[track_caller]
    fn check(schema: &Value, value: &Value, is_right: bool) {
        let told = faults(schema, value).unwrap();
        assert_eq!(told.is_empty(), is_right, "{schema} {value}: {told:?}");
    }
    for (of, number, is_right) in [
        (json!(0.01), json!(19.99), true),
        (json!(0.01), json!(4.35), true),
        (json!(0.1), json!(0.3), true),
        (json!(0.1), json!(0.35), false),
        (json!(1e-7), json!(0.000_000_3), true),
        (json!(0.01), json!(-19.99), true),
        (json!(7), json!(21.0), true),
        (json!(7), json!(22), false),
        (json!(1e300), json!(3e300), true),
        (json!(1e-300), json!(1e300), false),
    ] {
        let schema = json!({"multipleOf": of});
        check(&schema, &number, is_right);
        let text = json!({"type": "string"});
        check(&json!({"anyOf": [text, schema]}), &number, is_right);
        check(&json!({"oneOf": [text, schema]}), &number, is_right);
        check(
            &json!({"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": schema}}),
            &number,
            is_right,
        );
        let list = json!({"items": schema, "minItems": 2});
        check(&list, &json!([number]), false);
        check(&list, &json!([number, number]), is_right);
    }
}
