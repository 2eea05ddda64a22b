use std::time::Duration;

use proptest::prelude::*;

use super::*;

fn text(bytes: &[u8]) -> Side<'_> {
    Side {
        bytes,
        is_text: true,
    }
}

fn binary(bytes: &[u8]) -> Side<'_> {
    Side {
        bytes,
        is_text: false,
    }
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

/// Rows as they would be shown: `=` the same, `|` changed, `<` only left, `>` only right.
fn shown(diff: &Diff) -> Vec<String> {
    let side = |text: &[u8], range: Option<Range<usize>>| {
        range.map(|range| String::from_utf8_lossy(&text[range]).into_owned())
    };
    let rows = diff.rows().iter().map(|row| {
        let (left, right) = (
            side(diff.left(), row.left()),
            side(diff.right(), row.right()),
        );
        match (left, right) {
            (Some(left), Some(_)) if !row.is_changed => format!("= {left}"),
            (Some(left), Some(right)) => format!("| {left} -> {right}"),
            (Some(left), None) => format!("< {left}"),
            (None, right) => format!("> {}", right.unwrap_or_default()),
        }
    });
    rows.collect()
}

#[track_caller]
fn check(left: &str, right: &str, by: By, expected: &[&str]) {
    let diff = Diff::new(text(left.as_bytes()), text(right.as_bytes()), 8, soon());
    assert_eq!(diff.by(), by);
    assert_eq!(shown(&diff), expected);
    assert!(!diff.is_coarse());
}

#[test]
fn members_are_aligned_by_their_names() {
    check(
        r#"{"a":1,"b":{"x":1.0},"c":[1,2,3],"gone":null}"#,
        r#"{ "new":true, "b":{"x":1.00}, "a":1, "c":[0,1,3] }"#,
        By::Structure,
        &[
            "= {",
            ">   \"new\": true,",
            "=   \"a\": 1,",
            "=   \"b\": {",
            "|     \"x\": 1.0 ->     \"x\": 1.00",
            "=   },",
            "=   \"c\": [",
            ">     0,",
            "=     1,",
            "<     2,",
            "=     3",
            "=   ],",
            "<   \"gone\": null",
            "= }",
        ],
    );
}

#[test]
fn a_value_of_another_kind_is_changed_as_a_whole() {
    check(
        r#"{"a":{"b":1},"c":[]}"#,
        r#"{"a":7,"c":{}}"#,
        By::Structure,
        &[
            "= {",
            "|   \"a\": { ->   \"a\": 7,",
            "<     \"b\": 1",
            "<   },",
            "|   \"c\": [] ->   \"c\": {}",
            "= }",
        ],
    );
}

#[test]
fn what_differs_in_white_space_and_order_only_has_no_changes() {
    let one = br#"{"a":1,"b":[{"c":2,"d":3}]}"#;
    let other = b"{\n \"b\" : [ {\"d\":3, \"c\":2} ], \"a\":1 }";
    let diff = Diff::new(text(one), text(other), 8, soon());
    assert_eq!(diff.changes(), &[] as &[u32]);
}

#[test]
fn members_with_the_same_name_are_aligned_in_their_order() {
    check(
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"a":3,"a":4}"#,
        By::Structure,
        &[
            "= {",
            "=   \"a\": 1,",
            "|   \"a\": 2 ->   \"a\": 3,",
            ">   \"a\": 4",
            "= }",
        ],
    );
}

#[test]
fn other_texts_are_compared_by_lines() {
    check(
        "one\r\ntwo\nthree",
        "one\n2\nthree\nfour",
        By::Lines,
        &["= one", "| two -> 2", "= three", "> four"],
    );
    // What only looks like JSON is put on lines of its own.
    check(
        "{broken",
        "{broken}",
        By::Lines,
        &["= {", "=   broken", "> }"],
    );
}

/// As deep as no stack is: they are compared by lines.
#[test]
fn texts_of_any_depth_are_compared() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [10, 10_000, 200_000] {
            let nested = |value: u8| {
                let nested = format!("{}{value}{}", open.repeat(depth), close.repeat(depth));
                nested.into_bytes()
            };
            let (left, right) = (nested(1), nested(2));
            let diff = Diff::new(text(&left), text(&right), 8, soon());
            let expected = if depth == 10 {
                By::Structure
            } else {
                By::Lines
            };
            assert_eq!(diff.by(), expected, "{open} {depth}");
        }
    }
}

#[test]
fn bytes_are_aligned() {
    let diff = Diff::new(binary(b"abcdefgh"), text(b"abXcdefgh"), 4, soon());
    assert_eq!(diff.by(), By::Bytes);
    assert_eq!(shown(&diff), ["= ab", "> X", "= cdef", "= gh"]);
    let long = vec![7; 100_000];
    let mut other = long.clone();
    other[50_000] = 8;
    let diff = Diff::new(binary(&long), binary(&other), 16, soon());
    assert_eq!(diff.changes(), [50_000 / 16]);
}

#[test]
fn what_differs_within_a_row_is_marked() {
    assert_eq!(differing(b"price: 1.50", b"price: 1.75"), (9..11, 9..11));
    assert_eq!(differing(b"abc", b"abc"), (3..3, 3..3));
    assert_eq!(differing(b"aa", b"aaa"), (2..2, 2..3));
    // Both begin with the same byte: the characters are marked whole.
    assert_eq!(differing("中".as_bytes(), "串".as_bytes()), (0..3, 0..3));
}

#[test]
fn time_that_is_up_is_told_and_nothing_is_left_out() {
    let lines = |salt: u64| -> String {
        let line = |n: u64| format!("{}\n", n.wrapping_mul(salt) % 97);
        (0..20_000).map(line).collect()
    };
    let (left, right) = (lines(31), lines(57));
    let diff = Diff::new(
        text(left.as_bytes()),
        text(right.as_bytes()),
        8,
        Instant::now(),
    );
    assert!(diff.is_coarse());
    let kept = diff.rows().iter().filter_map(Row::left).count();
    assert_eq!(kept, 20_001);
}

/// A JSON value of any shape, written out.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("12345678901234567890".to_owned()),
        "[a-c]{0,3}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec(("[a-c]", inner), 0..4).prop_map(|members| {
                let members = members
                    .iter()
                    .map(|(name, value)| format!("\"{name}\":{value}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

/// Everything on one side, in rows.
fn side_of(diff: &Diff, text: &[u8], part: fn(&Row) -> Option<Range<usize>>) -> String {
    let parts = diff.rows().iter().filter_map(part);
    let parts = parts.map(|range| String::from_utf8_lossy(&text[range]).trim().to_owned());
    parts.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_of_a_left_text_is_lost(left in any_json(), right in any_json()) {
        let diff = Diff::new(text(left.as_bytes()), text(right.as_bytes()), 8, soon());
        let shown = side_of(&diff, diff.left(), Row::left).replace(": ", ":");
        prop_assert_eq!(shown, left.clone());
        // The members of the right text may stand in another order.
        let mut shown: Vec<_> = side_of(&diff, diff.right(), Row::right).replace(": ", ":").into_bytes();
        let mut expected = right.clone().into_bytes();
        shown.retain(|byte| *byte != b',');
        expected.retain(|byte| *byte != b',');
        shown.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(shown, expected);
        let is_same = left == right;
        prop_assert!(!is_same || diff.changes().is_empty());
    }

    #[test]
    fn any_bytes_are_compared(left: Vec<u8>, right: Vec<u8>, is_text: bool) {
        let of = |bytes| Side { bytes, is_text };
        let diff = Diff::new(of(&left), of(&right), 4, soon());
        for row in diff.rows() {
            prop_assert!(row.left().is_none_or(|range| range.end <= diff.left().len()));
            prop_assert!(row.right().is_none_or(|range| range.end <= diff.right().len()));
            prop_assert!(row.left().is_some() || row.right().is_some());
        }
        differing(&left, &right);
    }
}
