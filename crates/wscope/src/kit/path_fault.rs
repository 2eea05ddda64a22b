//! What is wrong with a JSONPath, in plain words and with its place, in every language: the library says little more than
//! "parser error".

use payload::visible::shortened;
use session::json_path::{MAX_PATH_BYTES, MAX_PATH_NESTING};
use session::watch::{PathError, Side, WatchedPath};

use crate::kit::language::Language;

/// So many characters are shown of what cannot be read.
const MAX_REST: usize = 24;

/// Why a text is no path; nothing, if it is one.
pub fn path_fault(text: &str, language: Language) -> Option<String> {
    let text = text.trim();
    let fault = WatchedPath::parse(text, Side::Both).err()?;
    Some(reason(text, &fault, language))
}

fn reason(text: &str, fault: &PathError, language: Language) -> String {
    let (zh_cn, en) = match fault {
        PathError::Empty => (
            "请输入路径，例如 $.price".to_owned(),
            "type a path, such as $.price".to_owned(),
        ),
        PathError::Long => (
            format!("路径超过 {MAX_PATH_BYTES} 字节"),
            format!("it is longer than {MAX_PATH_BYTES} bytes"),
        ),
        PathError::Syntax { at, .. } => why(text, *at),
    };
    language.pick_filled(zh_cn, en).into_owned()
}

fn why(text: &str, at: usize) -> (String, String) {
    if !text.starts_with('$') {
        return (
            "路径以 $ 开头，例如 $.price".to_owned(),
            "a path begins with $, such as $.price".to_owned(),
        );
    }
    let open = unclosed(text);
    if open.deepest > MAX_PATH_NESTING {
        return (
            format!("括号嵌套超过 {MAX_PATH_NESTING} 层"),
            format!("brackets stand in brackets more than {MAX_PATH_NESTING} deep"),
        );
    }
    if let Some((at, bracket)) = open.last {
        return (
            format!("第 {at} 个字符 {bracket} 没有闭合"),
            format!("{bracket} at character {at} is not closed"),
        );
    }
    if text.ends_with('.') {
        return (
            "末尾的 . 之后缺少名称".to_owned(),
            "after the . at its end a name is missing".to_owned(),
        );
    }
    let rest: String = text.chars().skip(at.saturating_sub(1)).collect();
    if rest.is_empty() {
        return (
            "末尾不完整".to_owned(),
            "something is missing at its end".to_owned(),
        );
    }
    let rest = shortened(&rest, MAX_REST);
    (
        format!("从第 {at} 个字符起无法识别：{rest}"),
        format!("from character {at} on it cannot be read: {rest}"),
    )
}

/// The brackets of a path outside of its texts.
#[derive(Default)]
struct Brackets {
    /// The one that was opened last of those that are not closed, and which character it is, from one on.
    last: Option<(usize, char)>,
    /// How many stood in one another.
    deepest: usize,
}

fn unclosed(text: &str) -> Brackets {
    let mut open = Vec::new();
    let mut deepest = 0;
    let mut quote = None;
    let mut is_escaped = false;
    for (index, c) in text.chars().enumerate() {
        match (quote, c) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(begin), _) => quote = (begin != c).then_some(begin),
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => {
                open.push((index + 1, c));
                deepest = deepest.max(open.len());
            }
            (None, ']' | ')') => {
                open.pop();
            }
            (None, _) => {}
        }
    }
    Brackets {
        last: open.pop(),
        deepest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_path_is_told_with_its_place() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            let told = path_fault(text, Language::English);
            match (&told, expected) {
                (Some(told), Some(expected)) => assert!(told.ends_with(expected), "{told}"),
                (told, expected) => assert_eq!(told.is_some(), expected.is_some(), "{told:?}"),
            }
            for told in [told, path_fault(text, Language::SimplifiedChinese)] {
                assert!(!told.unwrap_or_default().contains("parser"), "{text}");
            }
        }
        check("$.price", None);
        check(" $..a[?@.b == \"[\"] ", None);
        check("", Some("such as $.price"));
        check("price", Some("a path begins with $, such as $.price"));
        check("$.a.", Some("after the . at its end a name is missing"));
        check("$.a[0", Some("[ at character 4 is not closed"));
        check("$.a['b[']['c", Some("[ at character 10 is not closed"));
        check("$.a b", Some("it cannot be read:  b"));
        check("$.a[b]", Some(": [b]"));
        check(&"$[".repeat(10), Some("more than 6 deep"));
        check(
            &format!("$.{}", "a".repeat(2000)),
            Some("longer than 1024 bytes"),
        );
    }
}
