use super::*;

#[test]
fn a_credential_in_an_address_is_masked_by_the_name_of_the_parameter() {
    #[track_caller]
    fn check(query: &str, expected: &str) {
        for (before, after) in [("wss://a/b?", ""), ("GET /b?", " HTTP/1.1"), ("/?", "#c")] {
            let line = format!("{before}{query}{after}");
            let expected = format!("{before}{expected}{after}");
            assert_eq!(redact_addresses(&line), expected);
        }
    }
    for name in [
        "token",
        "access_token",
        "accessToken",
        "access%5Ftoken",
        "id_token",
        "key",
        "api_key",
        "apikey",
        "X-Amz-Signature",
        "X-Amz-Security-Token",
        "sig",
        "signature",
        "password",
        "auth",
        "jwt",
        "client_secret",
        "accessKey",
        "accesskey",
        "privateKey",
        "appkey",
        "appKey",
        "pass",
        "userPass",
        "user_pass",
        "code",
        "access_code",
        "hmac",
        "sas",
        "pin",
        "otp",
        "bearer",
        "sessionKey",
    ] {
        check(&format!("{name}=s3cret"), &format!("{name}=•••"));
        check(
            &format!("a=b&{name}=s%20=3&c"),
            &format!("a=b&{name}=•••&c"),
        );
    }
    for public in [
        "",
        "a",
        "a=b",
        "token",
        "token=",
        "monkey=1",
        "design=2",
        "author=me",
        "passage=1",
        "bypass=1",
        "compass=1",
        "passive=1",
        "errorCode=1",
        "country_code=1",
        "codec=1",
        "pinned=1",
        "keyboard=1",
        "Monkey=1",
        "maxTokens=1",
        "forbearer=1",
    ] {
        check(public, public);
    }
}

#[test]
fn every_address_in_a_text_is_looked_at() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(redact_addresses(text), expected);
        // Once it is masked, nothing more is found.
        assert_eq!(redact_addresses(expected), expected);
    }
    check(
        "from ws://a/?token=s3cret to ws://b/?x=1&key=s3cret.",
        "from ws://a/?token=••• to ws://b/?x=1&key=•••",
    );
    check(
        "https://a/#access_token=s3cret&state=1",
        "https://a/#access_token=•••&state=1",
    );
    check("a?x=1#token=s3cret", "a?x=1#token=•••");
    check("http://me:s3cret@proxy:1/a@b", "http://•••@proxy:1/a@b");
    check(
        "GET http://me@host/ HTTP/1.1",
        "GET http://•••@host/ HTTP/1.1",
    );
    check("mail me@example.org?", "mail me@example.org?");
    // An address in a parameter, as it is or with escapes.
    check(
        "/login?next=wss://a/?token=s3cret&x=1",
        "/login?next=•••&x=1",
    );
    check(
        "/login?next=wss%3A%2F%2Fa%2F%3Ftoken%3Ds3cret&x=1",
        "/login?next=•••&x=1",
    );
    check("/login?next=wss%3A%2F%2Fme%3As3cret%40a", "/login?next=•••");
    check("/login?next=https://a/?x=1", "/login?next=https://a/?x=1");
}

#[test]
fn no_peer_chooses_how_deep_addresses_are_looked_into() {
    let deep = "?a=".repeat(20_000);
    assert_eq!(redact_addresses(&deep), format!("?a={MASK}"));
    let escaped = format!("?a=%{}3Fa", "25".repeat(20_000));
    assert_eq!(redact_addresses(&escaped), escaped);
}
