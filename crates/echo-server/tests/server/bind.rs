//! Taking the port.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use echo_server::{BindError, Config, Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Client, Server, soon};

async fn machine_has_ipv6() -> bool {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok()
}

#[tokio::test]
async fn localhost_is_every_loopback_address() {
    let listener = Listener::bind("localhost:0").await.expect("a free port");
    let port = listener.port();
    assert_ne!(port, 0);
    assert_eq!(listener.url(), format!("ws://localhost:{port}"));

    let mut expected = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))];
    if machine_has_ipv6().await {
        expected.push(SocketAddr::from((Ipv6Addr::LOCALHOST, port)));
    }
    assert_eq!(listener.local_addrs(), expected);

    let _server = Server::serve(listener, Config::default());
    for address in expected {
        let mut client = Client::connect(&format!("ws://{address}"))
            .await
            .expect("a connection");
        client.expect_echo(Message::text(address.to_string())).await;
    }
}

#[tokio::test]
async fn an_address_is_only_itself() {
    let listener = Listener::bind("127.0.0.1:0").await.expect("a free port");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, listener.port()));
    assert_eq!(listener.local_addrs(), [address]);
    assert_eq!(listener.url(), format!("ws://{address}"));

    if machine_has_ipv6().await {
        let listener = Listener::bind("[::1]:0").await.expect("a free port");
        assert_eq!(listener.url(), format!("ws://[::1]:{}", listener.port()));
    }
}

#[tokio::test]
async fn a_busy_port_is_an_error_on_each_of_its_addresses() {
    let mut addresses = vec!["127.0.0.1:0"];
    if machine_has_ipv6().await {
        addresses.push("[::1]:0");
    }
    for address in addresses {
        let holder = TcpListener::bind(address).await.expect("a free port");
        let port = holder.local_addr().expect("an address").port();
        match Listener::bind(&format!("localhost:{port}")).await {
            Err(BindError::InUse { address }) => assert_eq!(address, format!("localhost:{port}")),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_bad_address_says_what_is_expected() {
    for address in [
        "4000",
        "localhost",
        "localhost:70000",
        "ws://localhost:4000",
        "::1:4000",
    ] {
        let error = Listener::bind(address).await.expect_err(address);
        assert!(matches!(error, BindError::BadAddress { .. }), "{error:?}");
        assert!(error.to_string().contains("localhost:4000"), "{error}");
    }
}

#[tokio::test]
async fn an_address_of_another_machine_is_an_error() {
    // A block that is reserved for documentation (RFC 5737).
    let error = Listener::bind("192.0.2.1:0").await.expect_err("not ours");
    assert!(matches!(error, BindError::Io { .. }), "{error:?}");
}

/// They wait until somebody accepts them, and their clients do not notice.
#[tokio::test]
async fn hundreds_of_clients_may_come_at_once() {
    /// More than sockets usually let wait, and few enough for the files that a process may have open.
    const CLIENTS: usize = 400;

    let listener = Listener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addrs()[0];
    let mut clients = Vec::with_capacity(CLIENTS);
    for number in 0..CLIENTS {
        // Nothing accepts.
        let client = soon(TcpStream::connect(address)).await;
        clients.push(client.unwrap_or_else(|error| panic!("{number}: {error}")));
    }
    drop(listener);
}
