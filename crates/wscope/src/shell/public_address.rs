//! An address as it may be stored and handed on.

use connection::Endpoint;

use crate::kit::variables::{Variables, is_name, is_only_variables};

/// The address without the values of parameters that are credentials: a variable of the same name stands for each. Nothing
/// of a text that cannot be an address: it may be a command line that is not finished, with anything in it.
pub(super) fn public_address(address: &str) -> String {
    without_credentials(address, |name, _value| name.to_owned())
}

/// The same, where `variable` says which variable stands for a parameter with this name and this value, as it is written in
/// the address.
pub(super) fn without_credentials(
    address: &str,
    mut variable: impl FnMut(&str, &str) -> String,
) -> String {
    let filled = Variables::default().fill_or_name(address);
    if filled.trim().contains(char::is_whitespace) {
        return String::new();
    }
    let Some((path, query)) = address.split_once('?') else {
        return without_user(address);
    };
    let mut public = |pair: &str| {
        let probe = Endpoint::parse(&format!("ws://host/?{pair}"));
        let is_secret = probe.is_ok_and(|probe| probe.to_string() != probe.expose());
        match pair.split_once('=') {
            Some((name, value)) if is_secret && !is_only_variables(value) => {
                let variable = variable(&as_name(name), value);
                format!("{name}={{{{{variable}}}}}")
            }
            _ => pair.to_owned(),
        }
    };
    let pairs: Vec<_> = query.split('&').map(&mut public).collect();
    format!("{}?{}", without_user(path), pairs.join("&"))
}

/// The name of a parameter as that of a variable.
fn as_name(parameter: &str) -> String {
    let part = |c: char| {
        if is_name(c.encode_utf8(&mut [0; 4])) {
            c
        } else {
            '_'
        }
    };
    parameter.chars().map(part).collect()
}

/// The address without a name and a password before the host, whether it begins with a scheme or not.
fn without_user(address: &str) -> String {
    let (scheme, rest) = match connection::split_scheme(address) {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), address),
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_is_saved_with_an_address() {
        #[track_caller]
        fn check(address: &str, expected: &str) {
            assert_eq!(public_address(address), expected);
        }
        check("ws://a/b", "ws://a/b");
        check("ws://a/b?x=1&room=2", "ws://a/b?x=1&room=2");
        check("ws://a/?token=secret&x=1", "ws://a/?token={{token}}&x=1");
        check("ws://a/?token={{key}}", "ws://a/?token={{key}}");
        // A value that only looks like the beginning of a variable is no variable.
        check("ws://a/?token={{key", "ws://a/?token={{token}}");
        check(
            "ws://a/?api%5Fkey=secret",
            "ws://a/?api%5Fkey={{api_5Fkey}}",
        );
        check("ws://me:secret@a:1/b@c", "ws://a:1/b@c");
        check("{{host}}/b", "{{host}}/b");
        check("ws://{{ host }}/b", "ws://{{ host }}/b");
        check("me:secret@{{host}}:9/x", "{{host}}:9/x");
        check("me:secret@a/b?token=c", "a/b?token={{token}}");
        check("ws://a/?token={{key}}secret", "ws://a/?token={{token}}");
        check("curl -H 'Authorization: Bearer secret ws://{{host}}/", "");
    }
}
