//! Pages of a server, by the way that a connection goes.

use std::time::Duration;

use connection::{
    Cause, CertificateFault, Endpoint, Failure, Options, Proxy, ProxyAddress, ProxyFault, Trust,
};
use transport::{Page, page};

use super::authority::Authority;
use super::proxies::{Http, ProxyServer};
use super::secured::Secured;
use crate::support::RawServer;

const MAX_BYTES: usize = 10;

fn ask(url: &str, options: Options) -> Result<Page, Failure> {
    page(&Endpoint::parse(url).unwrap(), "/list", &options, MAX_BYTES)
}

#[test]
fn a_page_is_read_however_it_is_sent() {
    #[track_caller]
    fn check(answer: &'static str, expected: Result<(u16, &str), &str>) {
        let server = RawServer::answering(move |request| {
            assert!(request.starts_with("GET /list HTTP/1.1\r\n"), "{request}");
            answer.as_bytes().to_vec()
        });
        let told = ask(&server.url(), Options::default());
        match (told, expected) {
            (Ok(page), Ok((status, bytes))) => {
                assert_eq!((page.status, &*page.bytes), (status, bytes.as_bytes()));
            }
            (Err(failure), Err(why)) => assert!(failure.detail.contains(why), "{failure:?}"),
            (told, _) => panic!("{answer:?}: {told:?}"),
        }
    }
    check(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
        Ok((200, "ab")),
    );
    check("HTTP/1.1 200 OK\r\n\r\nto the end", Ok((200, "to the end")));
    check(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
        Ok((200, "abc")),
    );
    check(
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        Ok((404, "")),
    );
    check(
        "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        Ok((302, "")),
    );
    let too_long = Err("longer than 10 bytes");
    check(
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
        too_long,
    );
    check("HTTP/1.1 200 OK\r\n\r\n01234567890", too_long);
    check("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", Err(""));
    for answer in ["", "HTTP/1.1 200 OK\r\nX: ", "no HTTP\r\n\r\n"] {
        check(answer, Err(""));
    }
}

#[test]
fn a_server_that_does_not_come_to_an_end_is_not_waited_for() {
    let silent = RawServer::serving(|stream, _request| async move {
        std::future::pending::<()>().await;
        drop(stream);
    });
    let options = Options {
        connect_timeout: Duration::from_millis(200),
        ..Options::default()
    };
    let failure = ask(&silent.url(), options).unwrap_err();
    assert!(failure.detail.contains("no whole response"), "{failure:?}");
}

#[test]
fn a_page_comes_through_a_proxy() {
    let through = |address: &str| Options {
        proxy: Proxy::At(ProxyAddress::parse(address).unwrap()),
        ..Options::default()
    };
    let server =
        RawServer::answering(|_request| b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab".to_vec());
    let proxy = ProxyServer::http(Http::Tunnels);
    let address = format!("http://me:secret@{}", proxy.address());
    let page = ask(&server.url(), through(&address)).unwrap();
    assert_eq!(page.bytes, b"ab");
    assert_eq!(proxy.asked().len(), 1);
    // What a proxy repeats of a login is not told.
    let refusing = ProxyServer::http(Http::Answers("HTTP/1.1 502 for me:secret\r\n\r\n"));
    let address = format!("http://me:secret@{}", refusing.address());
    let failure = ask(&server.url(), through(&address)).unwrap_err();
    assert!(
        matches!(failure.cause, Cause::Proxy(ProxyFault::Status(502))),
        "{failure:?}"
    );
    assert!(!failure.detail.contains("secret"), "{failure:?}");
}

#[test]
fn a_page_comes_from_a_server_that_is_trusted() {
    let authority = Authority::new("ours");
    let server = Secured::start(&authority.certify(|_| {}));
    let unknown = Cause::Certificate(CertificateFault::UnknownIssuer);
    // It speaks WebSocket alone, and closes: that is after TLS.
    for (trust, is_trusted) in [
        (Trust::System, false),
        (Trust::Also(authority.root_file()), true),
        (Trust::Anyone, true),
    ] {
        let options = Options {
            trust,
            ..Options::default()
        };
        let failure = ask(&server.url(), options).unwrap_err();
        assert_eq!(failure.cause != unknown, is_trusted, "{failure:?}");
    }
}
