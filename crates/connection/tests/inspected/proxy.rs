//! Through proxies.

use connection::{Cause, Options, Proxy, ProxyAddress, Step, Trust};

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
fn a_proxy_that_leads_nowhere_says_why() {
    #[track_caller]
    fn check(answer: &'static str, expected: &str) {
        let proxy = ProxyServer::http(Http::Answers(answer));
        let address = format!("http://me:secret@{}", proxy.address());
        let failure = check_failure("ws://localhost:1", through(&address), Cause::ProxyRefused);
        assert!(failure.detail.contains(expected), "{failure:?}");
        assert!(!failure.detail.contains("secret"), "{failure:?}");
        assert_eq!(proxy.asked().len(), 1);
    }
    check(
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "403 Forbidden",
    );
    check(
        "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        "407 Proxy Authentication Required",
    );
    check("220 mail.example ESMTP\r\n", "220 mail.example ESMTP");
    check("", "unexpected end of file");
}

#[test]
fn a_proxy_that_is_not_there_is_told_from_a_server_that_is_not() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for scheme in ["http", "socks5"] {
        let options = through(&format!("{scheme}://{free}"));
        let (failure, steps) = failed("ws://localhost:1", options);
        assert_eq!(failure.cause, Cause::ProxyUnreachable, "{failure:?}");
        assert!(
            matches!(steps.as_slice(), [Step::Unreached { address, .. }] if *address == free),
            "{steps:#?}"
        );
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
fn a_socks_proxy_that_refuses_says_why() {
    #[track_caller]
    fn check(what: Socks, credentials: &str, expected: &str) {
        let proxy = ProxyServer::socks(what);
        let address = format!("socks5://{credentials}{}", proxy.address());
        let failure = check_failure("ws://localhost:1", through(&address), Cause::ProxyRefused);
        assert!(failure.detail.contains(expected), "{failure:?}");
        assert!(!failure.detail.contains("secret"), "{failure:?}");
    }
    check(Socks::Refuses(2), "", "connection not allowed");
    check(Socks::Refuses(5), "", "connection refused");
    let locked = Socks::TunnelsFor("me", "right");
    check(locked, "me:secret@", "credentials not accepted");
    check(locked, "", "authentication");
}
