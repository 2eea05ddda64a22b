//! What an operation is called, read from the beginning of its document (GraphQL, section 2).

use std::borrow::Cow;

use crate::decoders::members::Members;

/// The payload of a message that asks for an operation.
#[derive(Debug, Default)]
pub(super) struct Operation<'a> {
    query: Cow<'a, str>,
    /// The operation that is meant, where the document has several.
    chosen: Option<Cow<'a, str>>,
    variables: &'a str,
}

impl<'a> Operation<'a> {
    pub(super) fn read(payload: &'a str) -> Self {
        let Some(members) = Members::read(payload.as_bytes()) else {
            return Self::default();
        };
        Self {
            query: members.string("query").unwrap_or_default(),
            chosen: members
                .string("operationName")
                .filter(|name| !name.is_empty()),
            variables: members.get("variables").unwrap_or_default(),
        }
    }

    /// `query`, `mutation` or `subscription`; of a document that begins with a fragment, it is not known.
    pub(super) fn operation_type(&self) -> &str {
        beginning(&self.query).0
    }

    /// What it is called; without a name, what it asks for first.
    pub(super) fn name(&self) -> &str {
        self.chosen
            .as_deref()
            .unwrap_or_else(|| beginning(&self.query).1)
    }

    pub(super) fn variables(&self) -> &'a str {
        self.variables
    }
}

/// The type and the name of the first operation.
fn beginning(query: &str) -> (&str, &str) {
    let (word, rest) = name(query);
    let operation_type = match word {
        "query" | "mutation" | "subscription" => word,
        // Section 2.3: a query may be written as its selection alone.
        "" if rest.starts_with('{') => "query",
        _ => return ("operation", "operation"),
    };
    let (own_name, rest) = name(rest);
    if !own_name.is_empty() {
        return (operation_type, own_name);
    }
    let (field, rest) = name(rest.strip_prefix('{').unwrap_or_default());
    // Section 2.7: an alias stands before the field.
    let aliased = rest.strip_prefix(':').map(name);
    match aliased.map_or(field, |(field, _)| field) {
        "" => (operation_type, operation_type),
        field => (operation_type, field),
    }
}

/// A name, if one is next, and what follows it (section 2.1.9).
fn name(text: &str) -> (&str, &str) {
    let text = without_ignored(text);
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let end = text.bytes().take_while(|byte| is_name(*byte)).count();
    (&text[..end], without_ignored(&text[end..]))
}

/// What follows white space, commas and comments (section 2.1.7).
fn without_ignored(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', ',']);
        if !text.starts_with('#') {
            return text;
        }
        let end = text.find(['\r', '\n']).unwrap_or(text.len());
        text = &text[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_called_by_its_name_or_by_what_it_asks_for() {
        let check = |query, expected| assert_eq!(beginning(query), expected, "{query}");
        check("query Hero { a }", ("query", "Hero"));
        check(
            "# first\n\n  subscription,OnMessage($a: Int = 1) { a }",
            ("subscription", "OnMessage"),
        );
        check("mutation{ add(n: 1) { id } }", ("mutation", "add"));
        check("{ hero }", ("query", "hero"));
        check(
            "subscription { first : messages { id } }",
            ("subscription", "messages"),
        );
        check("query ($id: ID) { hero }", ("query", "query"));
        check("fragment F on T { a }", ("operation", "operation"));
        check("{", ("query", "query"));
        check("", ("operation", "operation"));
        check("#", ("operation", "operation"));
    }
}
