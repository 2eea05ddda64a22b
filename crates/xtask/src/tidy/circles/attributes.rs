//! What attributes say of where a module's file is, and of what is built for tests only.

use std::path::PathBuf;

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, MetaList, Token};

/// Whether what has these attributes is left out of every build that is no test.
pub(super) fn is_only_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => metas_in(list).iter().any(needs_test),
        // `#[test]`, `#[tokio::test]`.
        Meta::Path(path) => is_test_macro(path),
        Meta::List(list) => is_test_macro(&list.path),
        Meta::NameValue(_) => false,
    })
}

fn is_test_macro(path: &syn::Path) -> bool {
    path.segments
        .last()
        .is_some_and(|segment| segment.ident == "test")
}

/// Whether a condition holds in tests only.
fn needs_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => metas_in(list).iter().any(needs_test),
        Meta::List(list) if list.path.is_ident("any") => {
            let alternatives = metas_in(list);
            !alternatives.is_empty() && alternatives.iter().all(needs_test)
        }
        _ => false,
    }
}

/// What stands in the parentheses of an attribute; nothing if it is not made of further attributes.
fn metas_in(list: &MetaList) -> Vec<Meta> {
    list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        .map(|metas| metas.into_iter().collect())
        .unwrap_or_default()
}

/// The files that the attributes of a `mod` name.
pub(super) fn paths_in(attributes: &[Attribute]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for attribute in attributes {
        collect_paths(&attribute.meta, &mut found);
    }
    found
}

fn collect_paths(meta: &Meta, found: &mut Vec<PathBuf>) {
    match meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => {
            if let syn::Expr::Lit(literal) = &pair.value
                && let syn::Lit::Str(text) = &literal.lit
            {
                found.push(PathBuf::from(text.value()));
            }
        }
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let inner = metas_in(list);
            // The first one is the condition.
            for meta in inner.iter().skip(1) {
                collect_paths(meta, found);
            }
        }
        _ => {}
    }
}
