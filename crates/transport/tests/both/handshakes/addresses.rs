//! Names with several addresses, of which ewebsock tries the first.

use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use connection::{Event, TakeOver};

use super::{Answer, Counting, UPGRADE, events, opening, reasons};

/// The addresses of `localhost`, at one port that is free at both, in the order in which they are tried. Nothing on a machine
/// with one of them only.
fn two_addresses() -> Option<[(TcpListener, SocketAddr); 2]> {
    let found: Vec<_> = ("localhost", 0).to_socket_addrs().unwrap().collect();
    let [first, second, ..] = found.as_slice() else {
        return None;
    };
    // Somebody else may have the port at the other one.
    (0..100).find_map(|_| {
        let listener = TcpListener::bind(first).ok()?;
        let port = listener.local_addr().unwrap().port();
        let other = TcpListener::bind((second.ip(), port)).ok()?;
        let addresses = [&listener, &other].map(|listener| listener.local_addr().unwrap());
        Some([(listener, addresses[0]), (other, addresses[1])])
    })
}

#[test]
fn a_silent_address_is_passed_over_for_one_that_accepts() {
    let Some([(first, silent), (second, _)]) = two_addresses() else {
        return;
    };
    drop(first);
    // TCP itself is not answered: its queue is full.
    let socket = socket2::Socket::new(
        socket2::Domain::for_address(silent),
        socket2::Type::STREAM,
        None,
    )
    .unwrap();
    socket.bind(&silent.into()).unwrap();
    socket.listen(0).unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&silent, Duration::from_millis(200)) {
        waiting.push(stream);
    }
    let server = Counting::serve(second, |key| vec![opening(key, UPGRADE)], Duration::ZERO);
    let events = events(&format!("ws://localhost:{}", silent.port()), false);
    assert_eq!(reasons(&events), [TakeOver::SilentAddress], "{events:#?}");
    assert!(events.contains(&Event::Opened), "{events:#?}");
    assert_eq!(server.requests(), 1);
}

#[test]
fn a_server_that_takes_long_to_answer_is_asked_once() {
    /// Longer than it takes to find a silent address.
    const DELAY: Duration = Duration::from_secs(3);
    let Some([(first, address), (second, _)]) = two_addresses() else {
        return;
    };
    let opens: Answer = |key| vec![opening(key, UPGRADE)];
    // At the first address, at either, and at the second one while the first refuses.
    let both = [
        Counting::serve(first, opens, DELAY),
        Counting::serve(second, opens, DELAY),
    ];
    let events_of = |port| events(&format!("ws://localhost:{port}"), false);
    let told = events_of(address.port());
    assert_eq!(reasons(&told), []);
    assert!(told.contains(&Event::Opened), "{told:#?}");
    assert_eq!(both.map(|server| server.requests()), [1, 0]);

    let Some([(first, address), (second, _)]) = two_addresses() else {
        return;
    };
    drop(first);
    let server = Counting::serve(second, opens, DELAY);
    let told = events_of(address.port());
    assert_eq!(reasons(&told), []);
    assert!(told.contains(&Event::Opened), "{told:#?}");
    assert_eq!(server.requests(), 1);
}
