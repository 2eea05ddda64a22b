//! What plain requests get: status and headers, with and without a folder.

use std::collections::HashSet;

use echo_server::Config;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{Client, Server, answer_to, soon};

const HASHED: &str = "/app-0123456789abcdef.wasm";

/// A folder such as a build of a page leaves behind, with a secret beside it.
fn folder() -> TempDir {
    let parent = tempfile::tempdir().expect("a folder");
    let site = parent.path().join("site");
    std::fs::create_dir_all(site.join("sub")).expect("a folder");
    std::fs::write(parent.path().join("secret"), "secret").expect("a file");
    for (name, content) in [
        ("index.html", "<p>index"),
        ("sub/index.html", "<p>sub"),
        ("sw.js", "// worker"),
        ("app.css", "p {}"),
        ("app.webmanifest", "{}"),
        (&HASHED[1..], "\0asm, as it is"),
        ("app-0123456789abcdef.wasm.br", "brotli"),
        ("app-0123456789abcdef.wasm.gz", "gzip"),
        ("app-00000000aaaaaaaa.js", "let only_gzip;"),
        ("app-00000000aaaaaaaa.js.gz", "gzip"),
    ] {
        std::fs::write(site.join(name), content).expect("a file");
    }
    parent
}

async fn serve(folder: &TempDir) -> Server {
    Server::start_with(Config {
        web: Some(folder.path().join("site")),
        ..Config::default()
    })
    .await
}

/// A response, taken apart: its status, its header lines, its body.
struct Answer {
    status: u16,
    headers: Vec<String>,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// The answer to a request that is its first line and further headers.
async fn ask(server: &Server, line: &str, headers: &str) -> Answer {
    let request = format!("{line}\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    let answer = answer_to(server, request.as_bytes()).await;
    let text = String::from_utf8(answer).expect("text");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers: Vec<_> = lines.map(str::to_owned).collect();
    let names: HashSet<_> = headers.iter().map(|line| line.split(':').next()).collect();
    assert_eq!(names.len(), headers.len(), "a header twice: {headers:?}");
    Answer {
        status: status.and_then(|code| code.parse().ok()).expect("a status"),
        headers,
        body: body.to_owned(),
    }
}

/// Asks for something, and expects a status and some headers; `""` is a header that is not there.
async fn check(server: &Server, ask_for: (&str, &str), status: u16, headers: &[(&str, &str)]) {
    let answer = ask(server, ask_for.0, ask_for.1).await;
    assert_eq!(answer.status, status, "{ask_for:?}: {}", answer.body);
    for (name, value) in headers {
        let found = answer.header(name).unwrap_or_default();
        assert_eq!(found, *value, "{ask_for:?}: {name}");
    }
}

#[tokio::test]
async fn files_have_their_type_and_their_time_to_live() {
    const FOREVER: &str = "public, max-age=31536000, immutable";
    const ASK_FIRST: &str = "no-cache";
    let folder = folder();
    let server = serve(&folder).await;
    for (path, status, kind, caching) in [
        ("/", 200, "text/html; charset=utf-8", ASK_FIRST),
        ("/index.html", 200, "text/html; charset=utf-8", ASK_FIRST),
        (
            "/index.html?v=1",
            200,
            "text/html; charset=utf-8",
            ASK_FIRST,
        ),
        ("/sub/", 200, "text/html; charset=utf-8", ASK_FIRST),
        ("/sw.js", 200, "text/javascript; charset=utf-8", ASK_FIRST),
        ("/app.css", 200, "text/css; charset=utf-8", ASK_FIRST),
        (
            "/app.webmanifest",
            200,
            "application/manifest+json",
            ASK_FIRST,
        ),
        (HASHED, 200, "application/wasm", FOREVER),
        (
            "/app-fedcba9876543210.wasm",
            404,
            "text/plain; charset=utf-8",
            ASK_FIRST,
        ),
        ("/missing", 404, "text/plain; charset=utf-8", ASK_FIRST),
        ("/sub", 307, "", ASK_FIRST),
        ("/healthz", 200, "text/plain; charset=utf-8", ASK_FIRST),
    ] {
        for method in ["GET", "HEAD"] {
            let line = format!("{method} {path} HTTP/1.1");
            let headers = [
                ("content-type", kind),
                ("cache-control", caching),
                ("x-content-type-options", "nosniff"),
            ];
            check(&server, (&line, ""), status, &headers).await;
        }
    }
}

#[tokio::test]
async fn requests_out_of_the_ordinary_have_their_status() {
    let folder = folder();
    let server = serve(&folder).await;
    let long = format!("X-Long: {}\r\n", "x".repeat(9000));
    let many = "X-Many: x\r\n".repeat(200);
    let range = "Range: bytes=1-3\r\n";
    for (line, headers, status, expected) in [
        ("GET /../secret HTTP/1.1", "", 404, ("", "")),
        ("GET /%2e%2e/secret HTTP/1.1", "", 404, ("", "")),
        ("GET /sub/..%2f..%2fsecret HTTP/1.1", "", 404, ("", "")),
        ("GET /..\\secret HTTP/1.1", "", 404, ("", "")),
        ("GET //etc/passwd HTTP/1.1", "", 404, ("", "")),
        ("GET /%00 HTTP/1.1", "", 404, ("", "")),
        ("GET / HTTP/1.0", "", 200, ("", "")),
        ("GET / HTTP/1.1", &long, 431, ("", "")),
        ("GET / HTTP/1.1", &many, 431, ("", "")),
        ("GET / HTTP/9.9", "", 400, ("", "")),
        ("GET two words HTTP/1.1", "", 400, ("", "")),
        ("POST / HTTP/1.1", "", 405, ("allow", "GET, HEAD")),
        ("DELETE /healthz HTTP/1.1", "", 405, ("allow", "GET, HEAD")),
        ("OPTIONS * HTTP/1.1", "", 405, ("allow", "GET, HEAD")),
        ("BREW / HTTP/1.1", "", 501, ("", "")),
        (
            "GET / HTTP/1.1",
            range,
            206,
            ("content-range", "bytes 1-3/8"),
        ),
    ] {
        let headers_expected = [expected];
        let expected = if expected.0.is_empty() {
            &[][..]
        } else {
            &headers_expected
        };
        check(&server, (line, headers), status, expected).await;
    }
}

#[tokio::test]
async fn compressed_files_are_sent_to_clients_that_accept_them() {
    let folder = folder();
    let server = serve(&folder).await;
    let wasm = &format!("GET {HASHED} HTTP/1.1");
    let script = "GET /app-00000000aaaaaaaa.js HTTP/1.1";
    for (line, accept, encoding, body) in [
        (wasm.as_str(), "gzip, deflate, br, zstd", "br", "brotli"),
        (wasm, "gzip", "gzip", "gzip"),
        (wasm, "br;q=0, gzip", "gzip", "gzip"),
        (wasm, "identity", "", "\0asm, as it is"),
        (script, "gzip, br", "gzip", "gzip"),
        (script, "br", "", "let only_gzip;"),
        ("GET /sw.js HTTP/1.1", "gzip, br", "", "// worker"),
    ] {
        let answer = ask(&server, line, &format!("Accept-Encoding: {accept}\r\n")).await;
        let found = answer.header("content-encoding").unwrap_or_default();
        assert_eq!((found, answer.body.as_str()), (encoding, body), "{accept}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"), "{accept}");
        let kind = answer.header("content-type").unwrap_or_default();
        assert!(
            kind.starts_with("application/wasm") || kind.starts_with("text/javascript"),
            "{accept}: {kind}"
        );
    }
}

#[tokio::test]
async fn what_is_unchanged_is_not_sent_again() {
    let folder = folder();
    let server = serve(&folder).await;
    for path in ["/", HASHED] {
        let line = format!("GET {path} HTTP/1.1");
        let first = ask(&server, &line, "").await;
        let tag = first.header("etag").expect("a tag");
        let headers = format!("If-None-Match: {tag}\r\n");
        let again = ask(&server, &line, &headers).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        for name in ["etag", "vary", "cache-control"] {
            assert_eq!(again.header(name), first.header(name), "{path}: {name}");
        }
        check(&server, (&line, "If-None-Match: \"other\"\r\n"), 200, &[]).await;

        // A compressed variant is another representation, with a tag of its own.
        let headers = format!("If-None-Match: {tag}\r\nAccept-Encoding: br\r\n");
        let status = if path == HASHED { 200 } else { 304 };
        check(&server, (&line, &headers), status, &[]).await;
    }
}

#[tokio::test]
async fn a_page_may_run_webassembly_and_connect_anywhere_and_little_else() {
    let folder = folder();
    for server in [serve(&folder).await, Server::start().await] {
        let answer = ask(&server, "GET / HTTP/1.1", "").await;
        let policy = answer.header("content-security-policy").expect("a policy");
        for rule in [
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self' ws: wss: http: https:",
            "object-src 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|part| part == rule), "{rule}");
        }
    }
}

#[tokio::test]
async fn without_a_folder_the_root_says_what_this_is() {
    let server = Server::start().await;
    let answer = ask(&server, "GET / HTTP/1.1", "Accept: text/html\r\n").await;
    assert_eq!(answer.status, 200);
    for part in ["WebSocket echo server", "new WebSocket(", "ws://"] {
        assert!(answer.body.contains(part), "{part}");
    }
    assert_eq!(ask(&server, "GET /healthz HTTP/1.1", "").await.body, "ok\n");
    check(&server, ("GET /echo HTTP/1.1", ""), 426, &[]).await;
    check(&server, ("GET /Cargo.toml HTTP/1.1", ""), 404, &[]).await;
    check(&server, ("GET /delay/x HTTP/1.1", ""), 400, &[]).await;
    check(&server, ("POST / HTTP/1.1", ""), 405, &[]).await;
}

#[tokio::test]
async fn with_a_folder_the_scenarios_are_still_there() {
    let folder = folder();
    let server = serve(&folder).await;
    for path in ["/", "/echo", "/private?token=secret"] {
        let url = format!("{}{path}", server.url);
        let mut client = Client::connect(&url).await.expect(path);
        client.expect_echo(path.into()).await;
    }
}

#[tokio::test]
async fn a_download_that_is_never_read_does_not_hold_up_the_end() {
    let folder = folder();
    let large = std::fs::File::create(folder.path().join("site/large")).expect("a file");
    // More than the buffers of the operating system hold. No disk holds it: it is all zeros.
    large.set_len(256 << 20).expect("a size");
    let server = serve(&folder).await;
    let mut stream = server.connect_tcp().await;
    stream
        .write_all(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .expect("the request is taken");
    let mut beginning = [0; 15];
    soon(stream.read_exact(&mut beginning))
        .await
        .expect("a response");
    assert_eq!(&beginning, b"HTTP/1.1 200 OK");
    server.cancel();
    server.stopped().await;
}
