//! Tiny source trees, with circles and without.

use std::path::Path;

use super::{arrows::arrows, loader, report};

/// Finds the circles in a tree of files of which the first is the root.
fn circles_in(files: &[(&str, &str)]) -> Vec<String> {
    let read = |path: &Path| {
        let mut found = files.iter().filter(|(name, _)| Path::new(name) == path);
        found.next().map(|(_, text)| (*text).to_owned())
    };
    let tree = loader::load(Path::new(files[0].0), &read).expect("the tree is sound");
    report::describe(&arrows(&tree))
}

fn check(what: &str, files: &[(&str, &str)], expected: &[&str]) {
    let circles = circles_in(files);
    let titles: Vec<&str> = circles
        .iter()
        .filter_map(|one| one.lines().next())
        .collect();
    assert_eq!(titles, expected, "{what}: {circles:#?}");
}

const TWO_FILES: [&str; 1] = ["circle of 2 files"];
const NONE: [&str; 0] = [];

/// Two modules, of which the first holds `first`, and the second needs something of the first.
fn check_with_back_arrow(what: &str, first: &str, expected: &[&str]) {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", first),
        (
            "b.rs",
            "use crate::a::A; pub struct B(A); pub fn f() {} pub mod inner { pub fn f() {} } pub trait Do {} \
                  macro_rules! m { () => {} } pub(crate) use m;",
        ),
    ];
    check(what, &files, expected);
}

#[test]
fn every_path_counts() {
    for first in [
        "use crate::b::B; pub struct A;",
        "use super::b::{self, B as Other}; pub struct A;",
        "use super::{b::*}; pub struct A;",
        "pub use crate::b::B; pub struct A;",
        "pub struct A; impl A { fn new() { crate::b::f() } }",
        "use super::b; pub struct A; impl A { fn new() { b::f() } }",
        "use crate::b as other; pub struct A; impl A { fn new() { other::inner::f() } }",
        "pub struct A; fn f() { use super::b; b::f() }",
        "pub struct A(Option<super::b::B>);",
        "pub struct A; impl crate::b::Do for A {}",
        "pub struct A; fn f() { <A as crate::b::Do>::go() }",
        "pub struct A; fn f(x: &dyn super::b::Do) -> impl self::super::b::Do {}",
        "pub struct A; fn f() { println!(\"{}\", crate::b::f()) }",
        "pub struct A; fn f() { vec![1, super::b::f().len()] }",
        "pub struct A; macro_rules! go { ($x:ident) => { $crate::b::$x() } }",
        "pub struct A; fn f() { crate::b::m!() }",
        "#[derive(Serialize)] pub struct A { #[serde(with = \"crate::b\", default = \"crate::b::f\")] x: u8 }",
        "#[arg(value_parser = crate::b::f)] pub struct A;",
        "pub struct A; mod inline { fn f() { super::super::b::f() } }",
        "pub struct A; mod inline { use crate::b::*; }",
        "pub struct A; #[cfg(not(test))] fn f() { crate::b::f() }",
        "pub struct A; #[cfg(any(test, unix))] fn f() { crate::b::f() }",
        "pub struct A; fn f() { tokio::select! { x = y => { self::f(); crate::b::f() } } }",
        "pub struct A; fn f() { crate::b::made_by_a_macro() }",
    ] {
        check_with_back_arrow(first, first, &TWO_FILES);
    }
}

#[test]
fn what_is_no_need_does_not_count() {
    for first in [
        "pub struct A;",
        "pub struct A; #[cfg(test)] mod tests { use crate::b::B; }",
        "pub struct A; #[cfg(all(test, unix))] fn f() { crate::b::f() }",
        "pub struct A; #[test] fn f() { crate::b::f() }",
        "pub struct A; #[cfg(test)] use crate::b::B;",
        "pub struct A; impl A { #[cfg(test)] fn f() { crate::b::f() } }",
        "pub struct A { #[cfg(test)] b: crate::b::B }",
        "pub struct A; fn f(x: u8) { match x { #[cfg(test)] 1 => crate::b::f(), _ => {} } }",
        "/// As [`crate::b::B`].\npub struct A;",
        "pub struct A; impl A { pub(in super::b) fn f() {} }",
        "pub struct A; fn f() { ::b::f() }",
        "use other::b::B; pub struct A;",
        "pub struct A; fn f() { let b = A; b.f(); println!(\"crate::b::f\", b.b) }",
        // A module that is named alone is not needed yet.
        "use super::b; pub struct A;",
        "pub struct A; mod b { pub fn f() {} } fn f() { b::f(); self::b::f() }",
    ] {
        check_with_back_arrow(first, first, &NONE);
    }
}

#[test]
fn a_module_and_its_children() {
    check(
        "a parent that only declares and passes on",
        &[
            ("src/main.rs", "mod a; pub fn f() {}"),
            (
                "src/a.rs",
                "mod c; mod d; pub use c::C; pub(crate) use self::d::*;",
            ),
            ("src/a/c.rs", "use crate::f; pub struct C;"),
            ("src/a/d.rs", "use super::C; pub struct D(C);"),
        ],
        &NONE,
    );
    check(
        "a parent that needs its child, which needs it",
        &[
            ("lib.rs", "mod a; pub use a::A;"),
            ("a.rs", "mod c; pub struct A(c::C);"),
            ("a/c.rs", "pub struct C(Box<super::A>);"),
        ],
        &TWO_FILES,
    );
    check(
        "a parent that needs what it passes on",
        &[
            ("lib.rs", "mod a;"),
            ("a.rs", "mod c; pub use c::C; pub struct A(C);"),
            ("a/c.rs", "pub struct C(Box<super::A>);"),
        ],
        &TWO_FILES,
    );
    check(
        "children that see each other through the facade of their parent",
        &[
            ("lib.rs", "mod a; mod b; pub use a::A; pub use b::*;"),
            ("a.rs", "pub struct A(crate::B);"),
            ("b.rs", "pub struct B; fn f() -> super::A {}"),
        ],
        &TWO_FILES,
    );
    check(
        "what a parent imports for itself is its own to its child",
        &[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "mod c; use crate::b::B; fn f() { c::f() }"),
            ("a/c.rs", "use super::B; pub fn f() {}"),
            ("b.rs", "pub struct B;"),
        ],
        &TWO_FILES,
    );
}

#[test]
fn circles_may_be_long_and_many() {
    check(
        "three in a row and two beside",
        &[
            ("lib.rs", "mod a; mod b; mod c; mod d; mod e;"),
            ("a.rs", "pub fn f() { super::b::f() }"),
            ("b.rs", "pub fn f() { super::c::f(); super::d::f() }"),
            ("c.rs", "pub fn f() { super::a::f() }"),
            ("d.rs", "pub fn f() { super::e::f() }"),
            ("e.rs", "pub fn f() { super::d::f() }"),
        ],
        &["circle of 3 files", "circle of 2 files"],
    );
}

#[test]
fn folders() {
    check(
        "two folders without a circle of files",
        &[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "mod up; mod down;"),
            ("a/up.rs", "fn f() { crate::b::down::f() }"),
            ("a/down.rs", "pub fn f() {}"),
            ("b.rs", "pub mod up; pub mod down;"),
            ("b/up.rs", "fn f() { crate::a::down::f() }"),
            ("b/down.rs", "pub fn f() {}"),
        ],
        &["circle of 2 folders in the crate"],
    );
    check(
        "a module and a folder of its own, deeper down",
        &[
            ("lib.rs", "mod p;"),
            ("p.rs", "mod a; pub struct P; fn f() { a::x::f() }"),
            ("p/a/mod.rs", "pub mod x; mod y;"),
            ("p/a/x.rs", "pub fn f() {}"),
            ("p/a/y.rs", "use super::super::P;"),
        ],
        &["circle of 2 folders in p"],
    );
    check(
        "arrows from folder to folder one way",
        &[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "mod x; mod y;"),
            ("a/x.rs", "fn f() { crate::b::x::f() }"),
            ("a/y.rs", "fn f() { crate::b::y::f() }"),
            ("b.rs", "pub mod x; pub mod y;"),
            ("b/x.rs", "pub fn f() { super::y::f() }"),
            ("b/y.rs", "pub fn f() {}"),
        ],
        &NONE,
    );
}

#[test]
fn files_are_found_as_the_compiler_finds_them() {
    check(
        "attributes choose a file for each system",
        &[
            ("lib.rs", "mod a;"),
            (
                "a.rs",
                "#[cfg_attr(unix, path = \"a/one.rs\")] #[cfg_attr(not(unix), path = \"a/two.rs\")] mod x; fn f() { x::f() } pub struct A;",
            ),
            ("a/one.rs", "mod deep; pub fn f() {}"),
            ("a/deep.rs", "pub fn f() {}"),
            ("a/two.rs", "pub fn f(a: super::A) {}"),
        ],
        &TWO_FILES,
    );
    check(
        "what both files have needs both, also through a facade",
        &[
            ("lib.rs", "mod a; mod b;"),
            (
                "a.rs",
                "#[cfg(unix)] #[path = \"one.rs\"] mod x; #[cfg(not(unix))] #[path = \"two.rs\"] mod x; pub use x::f;",
            ),
            ("one.rs", "pub fn f() {}"),
            ("two.rs", "pub fn f() { crate::b::g() } pub fn other() {}"),
            ("b.rs", "pub fn g() {} fn h() { crate::a::f() }"),
        ],
        &["circle of 2 files", "circle of 2 folders in the crate"],
    );
    check(
        "what only one of two files has does not need the other",
        &[
            (
                "lib.rs",
                "mod b; #[cfg(unix)] #[path = \"one.rs\"] mod x; #[cfg(not(unix))] #[path = \"two.rs\"] mod x;",
            ),
            ("one.rs", "pub fn f() {}"),
            ("two.rs", "pub fn other() { crate::b::g() }"),
            ("b.rs", "pub fn g() {} fn h() { crate::x::f() }"),
        ],
        &NONE,
    );
    check(
        "a file elsewhere, and one within an inline module",
        &[
            (
                "src/lib.rs",
                "#[path = \"../other/x.rs\"] mod x; mod inline { pub mod y; }",
            ),
            (
                "other/x.rs",
                "pub mod child; pub fn f() { crate::inline::y::f() }",
            ),
            ("other/child.rs", ""),
            ("src/inline/y.rs", "pub fn f() { crate::x::f() }"),
        ],
        &["circle of 2 files", "circle of 2 folders in the crate"],
    );
    check(
        "a file that is for tests only is not read",
        &[(
            "lib.rs",
            "#[cfg(test)] mod tests; #[cfg(test)] mod support;",
        )],
        &NONE,
    );
}

#[test]
fn a_report_tells_where_to_cut() {
    let circles = circles_in(&[
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "use crate::b::B;\npub struct A(B);"),
        (
            "b.rs",
            "pub struct B;\n\nfn f() {\n    crate::a::A::new();\n    crate::a::A::new();\n}",
        ),
    ]);
    let expected = "circle of 2 files
  Without these arrows it would be open:
    b.rs:4 → a.rs: crate::a::A::new
  The other arrows:
    a.rs:1 → b.rs: crate::b::B, B";
    let lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        // Which of two arrows is offered does not matter.
        lines.sort();
        lines
    };
    assert_eq!(lines(&circles[0]), lines(expected));
}

#[test]
fn a_missing_file_is_told() {
    let read = |path: &Path| (path == Path::new("lib.rs")).then(|| "mod a;".to_owned());
    let error = loader::load(Path::new("lib.rs"), &read).err();
    assert_eq!(
        error.map(|error| error.to_string()),
        Some("lib.rs: there is no file for `mod a`".to_owned())
    );
}
