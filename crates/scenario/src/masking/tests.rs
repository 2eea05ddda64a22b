use super::*;

#[track_caller]
fn check(lines: &[(&'static str, &str)], expected: &[&str]) {
    let headers = lines.iter().map(|(name, value)| (*name, value.as_bytes()));
    let told: Vec<_> = masked(headers)
        .into_iter()
        .map(|(_, value)| value)
        .collect();
    assert_eq!(told, expected, "{lines:?}");
    assert!(
        !told.iter().any(|value| value.contains("s3cr3t")),
        "{told:?}"
    );
}

#[test]
fn a_login_tells_its_scheme_and_its_length() {
    check(
        &[("authorization", "Bearer s3cr3t")],
        &["Bearer ••• (6 bytes)"],
    );
    check(
        &[("authorization", "bAsIc s3cr3t==")],
        &["bAsIc ••• (8 bytes)"],
    );
    check(&[("authorization", "s3cr3t")], &["••• (6 bytes)"]);
    check(&[("authorization", "s3cr3t x")], &["••• (8 bytes)"]);
    check(
        &[(
            "proxy-authorization",
            "Digest username=\"s3cr3t\", qop=auth",
        )],
        &["Digest ••• (27 bytes)"],
    );
    check(
        &[
            ("authorization", "Basic s3cr3t"),
            ("authorization", "s3cr3t"),
        ],
        &["Basic ••• (6 bytes)", "••• (6 bytes)"],
    );
}

#[test]
fn a_cookie_tells_its_name() {
    check(
        &[("cookie", "id=s3cr3t; theme=s3cr3t==; s3cr3t")],
        &["id=••• (6 bytes); theme=••• (8 bytes); ••• (6 bytes)"],
    );
}

#[test]
fn headers_are_known_by_parts_of_their_names() {
    for name in [
        "cookie2",
        "x-api-key",
        "x-goog-api-key",
        "apikey",
        "x-auth-token",
        "x-csrf-token",
        "x-forwarded-access-token",
        "x-amz-security-token",
        "cf-access-jwt-assertion",
        "x-session-id",
        "x-client-secret",
        "x-original-authorization",
        "php-auth-password",
        "x-auth",
        "x-auth-key2",
        "X-APIKey",
        "x-authcode",
        "X-LoginCode",
        "x-user-pin",
    ] {
        check(&[(name, "s3cr3t")], &["••• (6 bytes)"]);
    }
    for name in [
        "host",
        "origin",
        "sec-websocket-key",
        "sec-websocket-extensions",
        "user-agent",
        "accept-language",
        "x-forwarded-for",
        "x-author",
        "x-monkey",
        "x-keyboard",
        "x-encoded-by",
    ] {
        check(&[(name, "as it is")], &["as it is"]);
    }
}

#[test]
fn a_secret_is_known_by_its_form_too() {
    check(
        &[("x-upstream", "Bearer s3cr3t")],
        &["Bearer ••• (6 bytes)"],
    );
    check(&[("x-upstream", "eyJs3cr3t")], &["••• (9 bytes)"]);
}

#[test]
fn an_address_in_a_header_tells_neither_login_nor_token() {
    let referer = |address, told| check(&[("referer", address)], &[told]);
    for address in [
        "https://h/",
        "https://h/?q=a@b&lang=en#part",
        "https://h/?next=https%3A%2F%2Fh%2F%3Fq%3D1",
        "https://h/a@b",
    ] {
        referer(address, address);
    }
    referer("https://u:s3cr3t@h/", "https://••• (8 bytes)@h/");
    referer("//s3cr3t@h", "//••• (6 bytes)@h");
    referer(
        "http://u:s3cr3t@h/?token=s3cr3t&q=1#access_token=s3cr3t",
        "http://••• (8 bytes)@h/?token=••• (6 bytes)&q=1#access_token=••• (6 bytes)",
    );
    referer(
        "https://h/?next=https%3A%2F%2Fu%3As3cr3t%40h%2F",
        "https://h/?next=••• (31 bytes)",
    );
    check(
        &[("link", "<http://h/?sig=s3cr3t>, <http://u:s3cr3t@h>")],
        &["<http://h/?sig=••• (7 bytes), <http://••• (8 bytes)@h>"],
    );
    check(
        &[("x-original-url", "/chat?sid=s3cr3t")],
        &["/chat?sid=••• (6 bytes)"],
    );
}

#[test]
fn a_query_tells_the_names_of_its_secrets() {
    #[track_caller]
    fn check(query: &str, told: &str) {
        assert_eq!(masked_query(query), told);
    }
    for query in [
        "",
        "x=1",
        "a&b=&&c=%20;d",
        "token=",
        "codec=opus&author=me&q=a+b",
    ] {
        check(query, query);
    }
    for name in [
        "access_token",
        "accessToken",
        "access%5Ftoken",
        "code",
        "authCode",
        "APIKey",
        "api_key",
        "X-Amz-Signature",
        "sig",
        "password",
        "passwd",
        "pwd",
        "sessionid",
        "PHPSESSID",
        "ticket",
        "state",
    ] {
        check(
            &format!("x=1&{name}=s3cr3t&y=2"),
            &format!("x=1&{name}=••• (6 bytes)&y=2"),
        );
    }
    check(
        "access_token=s3cr3t=&code=s3cr3t",
        "access_token=••• (7 bytes)&code=••• (6 bytes)",
    );
    check("eyJs3cr3t", "••• (9 bytes)");
    check("x=eyJs3cr3t", "x=••• (9 bytes)");
    check("next=%2F%3Ftoken%3Ds3cr3t", "next=••• (20 bytes)");
    let mut nested = "q=%3F1".to_owned();
    for _ in 0..=MAX_NESTED {
        nested = format!("q=%3F{}", nested.replace('%', "%25"));
    }
    assert!(masked_query(&nested).contains(MASK), "{nested}");
}

#[test]
fn a_token_among_the_subprotocols_is_none_of_them() {
    let offer = |offer, told| check(&[("sec-websocket-protocol", offer)], &[told]);
    offer("chat, superchat", "chat, superchat");
    offer("graphql-transport-ws", "graphql-transport-ws");
    offer("v12.stomp,\tmqtt", "v12.stomp,\tmqtt");
    offer("bearer, s3cr3t", "bearer, ••• (6 bytes)");
    offer(
        "chat, access_token,s3cr3t, x",
        "chat, access_token,••• (6 bytes), x",
    );
    offer("bearer.s3cr3t", "bearer.••• (6 bytes)");
    offer(
        "Authorization-s3cr3t, chat",
        "Authorization-••• (6 bytes), chat",
    );
    offer(
        "realtime, openai-insecure-api-key.s3cr3t, openai-beta.realtime-v1",
        "realtime, openai-insecure-api-key.••• (6 bytes), openai-beta.realtime-v1",
    );
    offer(
        "base64url.bearer.authorization.k8s.io.s3cr3t, base64.binary.k8s.io",
        "base64url.bearer.••• (27 bytes), base64.binary.k8s.io",
    );
    offer("eyJhbGciOiJIUzI1NiJ9.eyJz.s3cr3t", "••• (32 bytes)");
    offer(&"s3cr3t".repeat(11), "••• (66 bytes)");
    check(
        &[
            ("sec-websocket-protocol", "token"),
            ("sec-websocket-protocol", "s3cr3t"),
        ],
        &["token", "••• (6 bytes)"],
    );
}
