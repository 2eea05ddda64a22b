//! Paths in what is not parsed: the arguments of macros and attributes, and what macros expand to.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Attributes of serde whose text is a path.
const PATHS_AS_TEXT: [&str; 9] = [
    "default",
    "deserialize_with",
    "from",
    "getter",
    "into",
    "serialize_with",
    "skip_serializing_if",
    "try_from",
    "with",
];

/// All paths, with the lines on which they begin. A name alone is a path too, unless it follows a dot.
pub(super) fn paths_among(tokens: TokenStream) -> Vec<(Vec<String>, usize)> {
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<(Vec<String>, usize)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Ident(first) => {
                let begins = !is_dot_or_colons(&tokens[..at - 1]);
                let mut segments = vec![first.to_string()];
                while let Some(next) = next_segment(&tokens[at..]) {
                    segments.push(next);
                    at += 3;
                }
                if !begins {
                    continue;
                }
                let line = first.span().start().line;
                let braces = group_after_colons(&tokens[at..]);
                if let Some(group) = braces {
                    at += 3;
                    let mut inner = Vec::new();
                    collect(group, &mut inner);
                    let join = |(path, line)| ([segments.clone(), path].concat(), line);
                    found.extend(inner.into_iter().map(join));
                } else {
                    found.push((segments, line));
                }
            }
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                let text = path_as_text(&tokens[..at - 1], &literal.to_string());
                found.extend(text.map(|segments| (segments, line)));
            }
            TokenTree::Punct(_) => {}
        }
    }
}

/// Whether what comes after these tokens is a member, or goes on with a path that does not begin with a name.
fn is_dot_or_colons(before: &[TokenTree]) -> bool {
    match before {
        // A range: `..`.
        [.., TokenTree::Punct(first), TokenTree::Punct(last)] if last.as_char() == '.' => {
            first.as_char() != '.'
        }
        [.., TokenTree::Punct(first), TokenTree::Punct(last)] => {
            first.as_char() == ':' && first.spacing() == Spacing::Joint && last.as_char() == ':'
        }
        [.., TokenTree::Punct(last)] => last.as_char() == '.',
        _ => false,
    }
}

/// The name after `::`; within a macro's definition it may be one that is not known yet, as in `module::$name`.
fn next_segment(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [first, second, TokenTree::Punct(dollar), ..]
            if are_colons(first, second) && dollar.as_char() == '$' =>
        {
            Some("$".to_owned())
        }
        [first, second, TokenTree::Ident(name), ..] if are_colons(first, second) => {
            Some(name.to_string())
        }
        _ => None,
    }
}

/// `::{…}`, as in a `use`.
fn group_after_colons(tokens: &[TokenTree]) -> Option<TokenStream> {
    match tokens {
        [first, second, TokenTree::Group(group), ..]
            if are_colons(first, second) && group.delimiter() == Delimiter::Brace =>
        {
            Some(group.stream())
        }
        _ => None,
    }
}

fn are_colons(first: &TokenTree, second: &TokenTree) -> bool {
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    is_colon(first) && is_colon(second)
}

fn path_as_text(before: &[TokenTree], literal: &str) -> Option<Vec<String>> {
    let [.., TokenTree::Ident(key), TokenTree::Punct(equals)] = before else {
        return None;
    };
    if equals.as_char() != '=' || !PATHS_AS_TEXT.contains(&key.to_string().as_str()) {
        return None;
    }
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    let path: syn::Path = syn::parse_str(text).ok()?;
    let segments = path.segments.iter();
    Some(segments.map(|segment| segment.ident.to_string()).collect())
}
