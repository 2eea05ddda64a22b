//! Through proxies.

use std::time::Duration;

use connection::{Cause, Options, Proxy, ProxyAddress, ProxyFault, Step, Trust};

use super::authority::Certified;
use super::proxies::{Http, ProxyServer, Socks};
use super::secured::Secured;
use super::{check_echo, check_failure, failed, opened};
use crate::support::Server;

fn through(address: &str) -> Options {
    Options {
        proxy: Proxy::At(ProxyAddress::parse(address).unwrap()),
        ..Options::default()
    }
}

#[test]
fn an_http_proxy_makes_a_tunnel() {
    let proxy = ProxyServer::http(Http::Tunnels);
    let server = Server::start();
    let address = format!("http://me:secret@{}", proxy.address());
    let (mut client, steps) = opened(&server.url, through(&address));
    check_echo(&mut client);
    let [
        Step::Reached { address, .. },
        Step::Tunnelled { proxy: told, .. },
        Step::Requested { .. },
        Step::Answered { .. },
    ] = steps.as_slice()
    else {
        panic!("{steps:#?}");
    };
    assert_eq!(*address, proxy.address());
    assert_eq!(*told, format!("http://{}", proxy.address()));
    let asked = proxy.asked();
    assert_eq!(asked.len(), 1);
    let server = format!("localhost:{}", server.port);
    assert!(
        asked[0].starts_with(&format!("CONNECT {server} HTTP/1.1\r\n")),
        "{asked:?}"
    );
    assert!(
        asked[0].contains("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n"),
        "{asked:?}"
    );
}

#[test]
fn tls_goes_through_a_tunnel() {
    let secured = Secured::start(&Certified::by_itself(|_| {}));
    for (scheme, proxy) in [
        ("http", ProxyServer::http(Http::Tunnels)),
        ("socks5", ProxyServer::socks(Socks::Tunnels)),
    ] {
        let options = Options {
            trust: Trust::Anyone,
            ..through(&format!("{scheme}://{}", proxy.address()))
        };
        let (mut client, steps) = opened(&secured.url(), options);
        check_echo(&mut client);
        assert!(matches!(
            steps.as_slice(),
            [
                Step::Reached { .. },
                Step::Tunnelled { .. },
                Step::Secured { .. },
                ..
            ]
        ));
        assert_eq!(proxy.asked().len(), 1);
    }
}

#[test]
fn any_successful_answer_is_a_tunnel_in_whatever_pieces_it_comes() {
    const ANSWERS: [&str; 8] = [
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.0 200 OK\r\nVia: a\r\n\r\n",
        "HTTP/1.1 201 Created\r\n\r\n",
        "HTTP/1.1 299\r\n\r\n",
        // Neither header means anything here (RFC 9110, section 9.3.6).
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n",
    ];
    let server = Server::start();
    for answer in ANSWERS {
        for size in [1, 7, answer.len()] {
            let proxy = ProxyServer::http(Http::TunnelsAfter(answer, size));
            let address = format!("http://{}", proxy.address());
            let (mut client, _) = opened(&server.url, through(&address));
            check_echo(&mut client);
        }
    }
}

#[test]
fn an_http_proxy_that_leads_nowhere_says_why() {
    #[track_caller]
    fn check(login: &str, answer: &'static str, fault: ProxyFault, expected: &str) {
        let proxy = ProxyServer::http(Http::Answers(answer));
        let address = format!("http://{login}{}", proxy.address());
        let cause = Cause::Proxy(fault);
        let failure = check_failure("ws://localhost:1", through(&address), cause);
        assert!(failure.detail.contains(expected), "{failure:?}");
        for secret in ["secret", "bWU6c2VjcmV0"] {
            assert!(!failure.detail.contains(secret), "{failure:?}");
        }
        assert_eq!(proxy.asked().len(), 1);
    }
    use ProxyFault as Fault;
    const LOCKED: &str =
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n\r\n";
    check("", LOCKED, Fault::Login, "Negotiate");
    check("me:secret@", LOCKED, Fault::LoginRefused, "407 Proxy");
    for answer in [
        "HTTP/1.1 407 not me:secret\r\nProxy-Authenticate: Basic realm=\"me:secret\"\r\n\r\n",
        "HTTP/1.1 407 bWU6c2VjcmV0\r\nProxy-Authenticate: Basic realm=\"secret\"\r\n\r\n",
    ] {
        check("me:secret@", answer, Fault::LoginRefused, "•••");
    }
    let broken = "HTTP/1.1 407 Locked\r\nServer: \x1b[1m\r\n\r\n";
    let told = "407 Locked; its head is malformed: invalid header value";
    check("", broken, Fault::Login, told);
    let broken = "HTTP/1.1 200 OK\r\nServer: \x1b[1m\r\n\r\n";
    let told = "200 OK; its head is malformed: invalid header value";
    check("", broken, Fault::Nonsense, told);
    let refused = "HTTP/1.1 403 secret bWU6c2VjcmV0\r\n\r\n";
    check("me:secret@", refused, Fault::Status(403), "•••");
    check(
        "me:secret@",
        "no secret bWU6c2VjcmV0\r\n",
        Fault::Nonsense,
        "•••",
    );
    for (answer, status) in [
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 403),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 502 Bad Gateway\r\n\r\n",
            502,
        ),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", 101),
        ("HTTP/1.1 302 Found\r\n\r\n", 302),
    ] {
        check("", answer, Fault::Status(status), &status.to_string());
    }
    let banner = "220 mail.example ESMTP\r\n";
    check("", banner, Fault::Nonsense, "220 mail.example ESMTP");
    check("", "\u{15}\u{3}\u{1}\0\u{2}", Fault::Nonsense, "");
    check("", "HTTP/1.1 200 OK\r\nVia", Fault::Nonsense, "200 OK");
    check("", "", Fault::Dropped, "");
}

#[test]
fn a_proxy_that_says_too_much_or_nothing_is_told_as_that() {
    #[track_caller]
    fn check(answer: String, expected: &str) {
        let proxy = ProxyServer::http(Http::Answers(answer.leak()));
        let address = format!("http://{}", proxy.address());
        let cause = Cause::Proxy(ProxyFault::Head);
        let failure = check_failure("ws://localhost:1", through(&address), cause);
        assert!(failure.detail.contains(expected), "{failure:?}");
    }
    let many = "A: b\r\n".repeat(101);
    check(format!("HTTP/1.1 200 OK\r\n{many}\r\n"), "100 headers");
    let long = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "b".repeat(20_000));
    check(long, "16384 bytes");
    let endless = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
    check(endless, "16384 bytes");

    let proxy = ProxyServer::http(Http::Silent);
    let options = Options {
        connect_timeout: Duration::from_millis(500),
        ..through(&format!("http://{}", proxy.address()))
    };
    check_failure(
        "ws://localhost:1",
        options,
        Cause::Proxy(ProxyFault::TimedOut),
    );
}

#[test]
fn a_proxy_that_is_not_there_is_told_from_a_server_that_is_not() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for scheme in ["http", "socks5", "socks5h"] {
        let options = through(&format!("{scheme}://{free}"));
        let (failure, steps) = failed("ws://localhost:1", options);
        assert_eq!(
            failure.cause,
            Cause::Proxy(ProxyFault::Refused),
            "{failure:?}"
        );
        assert!(
            matches!(steps.as_slice(), [Step::Unreached { address, .. }] if *address == free),
            "{steps:#?}"
        );
        // Too long for a name, so no resolver has to be asked.
        let unknown = through(&format!("{scheme}://{}.invalid", "x".repeat(64)));
        let cause = Cause::Proxy(ProxyFault::UnknownHost);
        check_failure("ws://localhost:1", unknown, cause);
    }
}

#[test]
fn a_socks_proxy_looks_the_name_up() {
    let server = Server::start();
    let proxy = ProxyServer::socks(Socks::TunnelsFor("me", "p@ss word"));
    let address = format!("socks5://me:p%40ss%20word@{}", proxy.address());
    let (mut client, steps) = opened(&server.url, through(&address));
    check_echo(&mut client);
    assert!(
        matches!(&steps[1], Step::Tunnelled { proxy: told, .. } if *told == format!("socks5://{}", proxy.address())),
        "{steps:#?}"
    );
    assert_eq!(proxy.asked(), [format!("localhost:{}", server.port)]);
    // A number is sent as one.
    let by_number = format!("ws://127.0.0.1:{}", server.port);
    opened(&by_number, through(&address));
    assert_eq!(proxy.asked()[1], format!("127.0.0.1:{}", server.port));
}

#[test]
fn a_socks_proxy_may_do_without_the_login_that_it_is_offered() {
    let server = Server::start();
    let proxy = ProxyServer::socks(Socks::Tunnels);
    for scheme in ["socks5", "socks5h"] {
        let address = format!("{scheme}://me:secret@{}", proxy.address());
        let (mut client, _) = opened(&server.url, through(&address));
        check_echo(&mut client);
    }
}

#[test]
fn a_socks_proxy_that_refuses_says_why() {
    #[track_caller]
    fn check(what: Socks, login: &str, fault: ProxyFault) {
        let proxy = ProxyServer::socks(what);
        let address = format!("socks5://{login}{}", proxy.address());
        let cause = Cause::Proxy(fault);
        let failure = check_failure("ws://localhost:1", through(&address), cause);
        assert!(!failure.detail.contains("secret"), "{failure:?}");
    }
    use ProxyFault as Fault;
    for code in 1..=8 {
        check(Socks::Refuses(code), "", Fault::Socks(code));
    }
    check(Socks::Refuses(9), "", Fault::Nonsense);
    let locked = Socks::TunnelsFor("me", "right");
    check(locked, "me:secret@", Fault::LoginRefused);
    check(locked, "", Fault::Login);
    check(locked, "me@", Fault::Credentials);
    check(
        Socks::Answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        "",
        Fault::Nonsense,
    );
    check(Socks::Answers(b"\x05\x01"), "", Fault::Nonsense);
    check(Socks::Answers(b"\x05"), "", Fault::Dropped);
    check(Socks::Answers(b""), "", Fault::Dropped);
}
