//! Pages from elsewhere: what they may ask for, and what their browser lets them read of the answer.

use echo_server::Config;
use tempfile::TempDir;

use crate::harness::{Server, soon};
use crate::raw::{self, read_head};

const ALLOWED: &str = "https://example.org";

/// Every kind of thing that there is to ask for, and whether it is meant for pages from anywhere.
const PATHS: [(&str, bool); 10] = [
    ("/", false),
    ("/index.html", false),
    ("/nothing/here", false),
    ("/healthz", false),
    ("/metrics", false),
    ("/scenarios", true),
    ("/events/begin", true),
    ("/events/poll?token=secret", true),
    ("/events/wait", true),
    ("/events/report", true),
];

/// A server with a page of its own.
async fn serve(folder: &TempDir, allowed: &[&str]) -> Server {
    std::fs::write(folder.path().join("index.html"), "<p>page").expect("a file");
    let allowed = allowed
        .iter()
        .map(|origin| origin.parse().expect("an origin"));
    Server::start_with(Config {
        web: Some(folder.path().to_owned()),
        allowed_origins: allowed.collect(),
        ..Config::default()
    })
    .await
}

/// The head of the answer to a request with these further lines.
async fn head(server: &Server, line: &str, lines: &str) -> String {
    let mut stream = server.connect_tcp().await;
    let request = format!("{line} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n");
    raw::write(&mut stream, request.as_bytes()).await;
    read_head(&mut stream).await
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut lines = head.lines();
    let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_default()
}

fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn only_pages_from_the_list_may_ask_for_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(&folder, &[ALLOWED, "null"]).await;
    for (path, _) in PATHS {
        let get = format!("GET {path}");
        for stranger in [
            "https://evil.example",
            "https://example.org.evil.example",
            "http://example.org",
            "http://localhost:4000",
            "",
        ] {
            let answer = head(&server, &get, &format!("Origin: {stranger}\r\n")).await;
            assert_eq!(status(&answer), "403", "{path}: {stranger}");
            assert_eq!(header(&answer, "access-control-allow-origin"), "", "{path}");
        }
        let none = head(&server, &get, "").await;
        assert_ne!(status(&none), "403", "{path}");
        assert_eq!(header(&none, "access-control-allow-origin"), "", "{path}");
        for page in [ALLOWED, "null"] {
            let answer = head(&server, &get, &format!("Origin: {page}\r\n")).await;
            assert_eq!(status(&answer), status(&none), "{path}");
            assert_eq!(
                header(&answer, "access-control-allow-origin"),
                page,
                "{path}"
            );
            // What a cache keeps for one origin is not for another.
            let vary = header(&answer, "vary");
            assert!(
                vary.split(", ").any(|name| name == "origin"),
                "{path}: {vary}"
            );
            assert_eq!(header(&none, "vary"), vary, "{path}");
        }
    }
}

#[tokio::test]
async fn without_a_list_any_page_may_read_what_is_meant_for_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(&folder, &[]).await;
    for (path, is_for_all) in PATHS {
        for lines in [
            "",
            "Origin: https://elsewhere.example\r\n",
            "Origin: null\r\n",
        ] {
            let answer = head(&server, &format!("GET {path}"), lines).await;
            let expected = if is_for_all { "*" } else { "" };
            let reader = header(&answer, "access-control-allow-origin");
            assert_eq!(reader, expected, "{path}");
            assert_ne!(status(&answer), "403", "{path}");
            assert!(!header(&answer, "vary").contains("origin"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told_what_its_page_may_send() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = serve(&folder, &[]).await;
    let listed = serve(&folder, &[ALLOWED]).await;
    let asks = |origin: &str| {
        format!(
            "Origin: {origin}\r\nAccess-Control-Request-Method: GET\r\n\
             Access-Control-Request-Headers: authorization\r\n"
        )
    };
    for (path, is_for_all) in PATHS {
        let options = format!("OPTIONS {path}");
        for (server, origin, expected) in [
            (&listed, ALLOWED, Some(ALLOWED)),
            (&listed, "https://evil.example", None),
            (
                &open,
                "https://elsewhere.example",
                is_for_all.then_some("*"),
            ),
        ] {
            let answer = head(server, &options, &asks(origin)).await;
            let reader = header(&answer, "access-control-allow-origin");
            assert_eq!(reader, expected.unwrap_or_default(), "{path}");
            let is_allowed = expected.is_some();
            assert_eq!(status(&answer) == "204", is_allowed, "{path}: {answer}");
            let methods = header(&answer, "access-control-allow-methods");
            assert_eq!(methods == "GET, HEAD", is_allowed, "{path}");
            let headers = header(&answer, "access-control-allow-headers");
            assert_eq!(headers == "authorization", is_allowed, "{path}");
        }
        // Not the question of a browser: the method is not answered.
        for lines in [
            "",
            "Access-Control-Request-Method: GET\r\n",
            "Origin: https://example.org\r\n",
        ] {
            let answer = head(&listed, &options, lines).await;
            assert_eq!(status(&answer), "405", "{path}");
        }
    }
}

#[tokio::test]
async fn whoami_tells_no_secrets() {
    let server = Server::start().await;
    let secrets = "Cookie: id=s3cr3t; s3cr3t\r\n\
                   Authorization: Basic s3cr3t==\r\n\
                   Proxy-Authorization: Bearer s3cr3t\r\n\
                   X-Csrf-Token: s3cr3t\r\n\
                   X-Auth: s3cr3t\r\n\
                   Referer: http://u:s3cr3t@h/?token=s3cr3t\r\n\
                   Sec-WebSocket-Protocol: chat, bearer, s3cr3t\r\n\r\n";
    let request = raw::request("/whoami?access_token=s3cr3t&code=s3cr3t&x=1");
    let request = request.replacen("\r\n\r\n", &format!("\r\n{secrets}"), 1);
    let mut stream = server.connect_tcp().await;
    raw::write(&mut stream, request.as_bytes()).await;
    read_head(&mut stream).await;
    let told = soon(async {
        use tokio::io::AsyncReadExt as _;
        assert_eq!(stream.read_u8().await.expect("a frame"), raw::TEXT);
        assert_eq!(stream.read_u8().await.expect("a length"), 126);
        let length = stream.read_u16().await.expect("a length");
        let mut told = vec![0; length.into()];
        stream.read_exact(&mut told).await.expect("a frame");
        String::from_utf8(told).expect("text")
    })
    .await;
    assert!(!told.contains("s3cr3t"), "{told}");
    for part in [
        r#"["cookie","id=••• (6 bytes); ••• (6 bytes)"]"#,
        r#"["authorization","Basic ••• (8 bytes)"]"#,
        r#"["proxy-authorization","Bearer ••• (6 bytes)"]"#,
        r#"["x-csrf-token","••• (6 bytes)"]"#,
        r#"["x-auth","••• (6 bytes)"]"#,
        r#"["referer","http://••• (8 bytes)@h/?token=••• (6 bytes)"]"#,
        r#""query":"access_token=••• (6 bytes)&code=••• (6 bytes)&x=1""#,
        r#"["sec-websocket-protocol","chat, bearer, ••• (6 bytes)"]"#,
        r#"["sec-websocket-key","dGhlIHNhbXBsZSBub25jZQ=="]"#,
        r#"["origin","https://elsewhere.example"]"#,
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
