//! What is shown instead of a secret.

/// A secret as long as it is, without its characters. What says of which kind it is stays: a scheme, the names of cookies.
pub(super) fn masked(header: &str, value: &str) -> String {
    const DOT: char = '•';
    if header.trim().eq_ignore_ascii_case("cookie") {
        let mut is_value = false;
        let mask = |c| {
            match c {
                ';' => is_value = false,
                '=' if !is_value => {
                    is_value = true;
                    return c;
                }
                _ => {}
            }
            if is_value { DOT } else { c }
        };
        // A cookie without a `=` is a value.
        if value.contains('=') {
            return value.chars().map(mask).collect();
        }
    }
    let scheme = value.split_once(' ').map_or(0, |(scheme, _)| {
        let is_scheme = scheme.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        if is_scheme { scheme.len() + 1 } else { 0 }
    });
    let (scheme, secret) = value.split_at(scheme);
    scheme.chars().chain(secret.chars().map(|_| DOT)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_as_long_as_the_secret_and_leaves_its_kind() {
        #[track_caller]
        fn check(header: &str, value: &str, expected: &str) {
            assert_eq!(masked(header, value), expected, "{header}: {value}");
            assert_eq!(value.chars().count(), expected.chars().count());
        }
        check("Authorization", "Bearer abc", "Bearer •••");
        check("Authorization", "abc", "•••");
        check("X-Key", "a1 b", "••••");
        check("Cookie", "a=12; session=é3", "a=••; session=••");
        check("Cookie", "a==1;b", "a=••;b");
        check("cookie", "abc", "•••");
        check("X", "", "");
    }
}
