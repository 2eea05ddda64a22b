//! What the environment says of proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, as curl reads them.

use connection::{Cause, Endpoint, Failure, ProxyAddress, ProxyAddressError, ProxyFault};
use hyper_util::client::proxy::matcher::Matcher;
use tokio_tungstenite::tungstenite::http::Uri;

use super::connect::authority;
use super::fault::failure;

/// A variable, in the two cases in which it may be written.
type Names = [&'static str; 2];

const HTTPS: Names = ["HTTPS_PROXY", "https_proxy"];
const HTTP: Names = ["HTTP_PROXY", "http_proxy"];
const ALL: Names = ["ALL_PROXY", "all_proxy"];
const NONE: Names = ["NO_PROXY", "no_proxy"];

/// There in a program that a web server has started. `HTTP_PROXY` may then be a header of a request, under the name that
/// such programs are given headers by.
const CGI: &str = "REQUEST_METHOD";

/// The proxy before this server.
///
/// # Errors
/// What is wrong with the variable that names it.
pub(super) fn proxy(
    endpoint: &Endpoint,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<ProxyAddress>, Failure> {
    let of_scheme = if endpoint.is_secure() { HTTPS } else { HTTP };
    let named = either(of_scheme, &variable).or_else(|| either(ALL, &variable));
    // One that is empty says that there is no proxy.
    let Some((name, address)) = named.filter(|(_, address)| !address.is_empty()) else {
        return Ok(None);
    };
    let excepted = either(NONE, &variable);
    let excepted = excepted.map_or_else(String::new, |(_, list)| list);
    if variable(CGI).is_some() || is_excepted(endpoint, &excepted)? {
        return Ok(None);
    }
    match ProxyAddress::parse(&address) {
        Ok(proxy) => Ok(Some(proxy)),
        Err(ProxyAddressError::Scheme) => {
            let scheme = address.split("://").next().unwrap_or_default();
            let detail = format!(
                "{name} begins with {scheme}://; http://, socks5:// and socks5h:// are supported"
            );
            Err(failure(ProxyFault::Scheme, detail))
        }
        // It may hold a password.
        Err(error) => Err(failure(ProxyFault::Address, format!("{name}: {error}"))),
    }
}

/// The one of the two that has a value, or is there at all, without white space around it.
fn either(
    names: Names,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<(&'static str, String)> {
    let values = names.map(|name| Some((name, variable(name)?.trim().to_owned())));
    let is_set =
        |value: &Option<(&str, String)>| value.as_ref().is_some_and(|(_, text)| !text.is_empty());
    let [upper, lower] = values;
    if is_set(&upper) {
        upper
    } else {
        lower.or(upper)
    }
}

/// Whether the list of exceptions names the server.
fn is_excepted(endpoint: &Endpoint, list: &str) -> Result<bool, Failure> {
    /// Stands for any proxy: it is asked whether there is one.
    const ANY: &str = "http://proxy";
    let (host, port) = endpoint.host_and_port();
    let entries = list.split(|c: char| c == ',' || c.is_whitespace());
    let entries: Vec<String> = entries.filter_map(|entry| of_port(entry, port)).collect();
    if entries.iter().any(|entry| entry == "*") {
        return Ok(true);
    }
    let matcher = Matcher::builder().all(ANY).no(entries.join(","));
    let is_named = matcher.build().intercept(&uri(&host, port)?).is_none();
    Ok(is_named)
}

/// An entry as the matcher reads it, if it is about this port: without the port, without brackets, and `.x` for `*.x`.
fn of_port(entry: &str, port: u16) -> Option<String> {
    let entry = entry.trim();
    let (host, of) = match entry.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            (host, after.strip_prefix(':'))
        }
        // More than one colon is an address of IPv6 itself.
        None => match entry.split_once(':') {
            Some((host, of)) if !of.contains(':') => (host, Some(of)),
            _ => (entry, None),
        },
    };
    let is_about_it = of.is_none_or(|of| of == "*" || of.parse() == Ok(port));
    let host = match host.strip_prefix("*.") {
        Some(domain) => format!(".{domain}"),
        None => host.to_owned(),
    };
    // A name may end in a dot, which says that it is whole.
    let host = host.strip_suffix('.').unwrap_or(&host).to_owned();
    (is_about_it && !host.is_empty()).then_some(host)
}

/// Where `host` and `port` are, as a URI of HTTP.
fn uri(host: &str, port: u16) -> Result<Uri, Failure> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let authority = authority(host, port);
    let uri = Uri::builder().scheme("http").authority(authority);
    uri.path_and_query("/").build().map_err(|error| Failure {
        cause: Cause::Other,
        detail: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The proxy before `server` in an environment of `NAME=value` lines.
    fn chosen(server: &str, environment: &str) -> Result<String, Cause> {
        let endpoint = Endpoint::parse(server).unwrap();
        let variable = |name: &str| {
            let mut lines = environment.lines();
            let value = lines.find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('='));
            value.map(str::to_owned)
        };
        let proxy = proxy(&endpoint, variable).map_err(|failure| {
            assert!(!failure.detail.contains("secret"), "{}", failure.detail);
            assert!(failure.detail.contains("_PROXY") || failure.detail.contains("_proxy"));
            failure.cause
        })?;
        Ok(proxy.map_or_else(String::new, |proxy| proxy.url().to_string()))
    }

    #[track_caller]
    fn check(server: &str, environment: &str, expected: &str) {
        let chosen = chosen(server, environment);
        assert_eq!(
            chosen.as_deref(),
            Ok(expected),
            "{server} with {environment}"
        );
    }

    #[test]
    fn each_scheme_has_its_variable_in_either_case() {
        let both = "HTTP_PROXY=http://plain:1\nhttps_proxy=http://me:secret@secure:2";
        check("ws://example.org", both, "http://plain:1/");
        check("wss://example.org", both, "http://me:secret@secure:2/");
        check("ws://[::1]:4000", both, "http://plain:1/");
        let all = "ALL_PROXY=socks5h://p:3\nHTTPS_PROXY=q";
        check("ws://example.org", all, "socks5h://p:3");
        check("wss://example.org", all, "http://q/");
        check("ws://example.org", "all_proxy= socks5://p ", "socks5://p");
        check("ws://example.org", "", "");
        // One that is empty hides the one for all, but not the same one in the other case.
        check("ws://example.org", "HTTP_PROXY=\nALL_PROXY=p", "");
        check("ws://example.org", "HTTP_PROXY=\nhttp_proxy=p", "http://p/");
        let of_a_web_server = "HTTP_PROXY=p\nREQUEST_METHOD=GET";
        check("ws://example.org", of_a_web_server, "");
    }

    #[test]
    fn what_cannot_be_used_is_told_and_not_passed_by() {
        let fault = |environment: &str| chosen("ws://example.org", environment);
        for scheme in ["https", "socks4", "socks4a", "socks", "ftp"] {
            let environment = format!("http_proxy={scheme}://me:secret@p:1");
            assert_eq!(
                fault(&environment),
                Err(Cause::Proxy(ProxyFault::Scheme)),
                "{scheme}"
            );
        }
        for address in [
            "http://",
            "http://me:secret@:1",
            "p:99999",
            "a b",
            "http://[::1",
        ] {
            let environment = format!("ALL_PROXY={address}");
            assert_eq!(
                fault(&environment),
                Err(Cause::Proxy(ProxyFault::Address)),
                "{address}"
            );
        }
        // An exception is not looked into.
        check(
            "ws://example.org",
            "ALL_PROXY=https://p\nNO_PROXY=example.org",
            "",
        );
    }

    #[test]
    fn exceptions_are_written_in_many_ways() {
        #[track_caller]
        fn excepted(list: &str, server: &str, expected: bool) {
            let environment = format!("HTTP_PROXY=http://p:1\nno_proxy={list}");
            let proxy = if expected { "" } else { "http://p:1/" };
            check(server, &environment, proxy);
        }
        for list in [
            "example.net",
            ".example.net",
            "*.example.net",
            "EXAMPLE.net",
            "other, example.net",
            "other example.net",
            "example.net.",
            "example.net:80",
            ".example.net:80",
            "*.example.net:80",
            "*",
            "a,*",
        ] {
            excepted(list, "ws://a.example.net", true);
        }
        excepted("example.net", "ws://example.net", true);
        excepted("example.net", "ws://example.net.", true);
        excepted("example.net", "ws://notexample.net", false);
        excepted("example.net:8080", "ws://example.net", false);
        excepted("example.net:8080", "ws://example.net:8080", true);
        excepted("localhost:4000, example.net", "ws://localhost:4001", false);
        excepted("10.0.0.0/8", "ws://10.1.2.3", true);
        excepted("10.0.0.0/8", "ws://11.1.2.3", false);
        excepted("10.1.2.3", "ws://10.1.2.3:4000", true);
        excepted("10.1.2.3:4000", "ws://10.1.2.3:4000", true);
        excepted("10.1.2.3:4001", "ws://10.1.2.3:4000", false);
        for list in [
            "::1",
            "[::1]",
            "[::1]:4000",
            "::/64",
            "[::1]:*",
            "0:0:0:0:0:0:0:1",
        ] {
            excepted(list, "ws://[::1]:4000", true);
        }
        excepted("[::1]:4001", "ws://[::1]:4000", false);
        for list in ["", " , ,", "[", "[::1", ":", ":80", "*.", "x:y"] {
            excepted(list, "ws://example.net", false);
        }
    }
}
