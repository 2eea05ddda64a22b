//! Why a schema cannot be used, in words: the library speaks of the addresses that schemas have in it.

/// What the schema is called while it is compiled. It has no place in the world: what it refers to by a relative address is not found.
pub(super) const ADDRESS: &str = "json-schema:///schema";

/// Where that is.
const FOLDER: &str = "json-schema:///";

/// Why a schema cannot be used.
pub(super) fn in_words(error: &boon::CompileError, dialect: Option<&str>) -> String {
    use boon::CompileError as Error;
    let unsupported = |url: &str| {
        format!("its $schema is {url}: drafts 4, 6, 7, 2019-09 and 2020-12 are supported")
    };
    match error {
        Error::LoadUrlError { url, .. } if dialect == Some(url) => unsupported(url),
        Error::LoadUrlError { url, .. } | Error::UnsupportedUrlScheme { url } => {
            // A relative reference is looked for beside the schema, by the address that this one was given.
            let name = url.strip_prefix(FOLDER).unwrap_or(url);
            format!(
                "it refers to {name}, which is not in it: only the file itself is looked at, and nothing is fetched"
            )
        }
        Error::UnsupportedDraft { url } => unsupported(url.trim_end_matches('#')),
        Error::InvalidRegex { url, regex, .. } => {
            let place = url.replacen(ADDRESS, "", 1);
            format!("{place}: the pattern {regex} {NO_PATTERN}")
        }
        other => other.to_string().replace(ADDRESS, ""),
    }
}

/// Why a pattern cannot be used, though ECMA-262 may allow it.
pub(super) const NO_PATTERN: &str =
    "is not one that is supported here (look-ahead, look-behind and references to groups are not)";
