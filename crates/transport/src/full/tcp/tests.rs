use std::cell::RefCell;
use std::future::{pending, ready};
use std::net::TcpListener;

use connection::CONNECT_TIMEOUT;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use super::*;

fn addresses(list: &str) -> Vec<SocketAddr> {
    list.split_whitespace()
        .map(|ip| SocketAddr::new(ip.parse().unwrap(), 80))
        .collect()
}

#[test]
fn the_families_take_turns_and_each_address_has_one() {
    #[track_caller]
    fn check(found: &str, expected: &str) {
        assert_eq!(
            alternating(addresses(found)),
            addresses(expected),
            "{found}"
        );
    }
    check("", "");
    check("::1", "::1");
    check("::1 ::2 ::3 1.1.1.1", "::1 1.1.1.1 ::2 ::3");
    check("::1 ::2 1.1.1.1 1.1.1.2", "::1 1.1.1.1 ::2 1.1.1.2");
    check("1.1.1.1 1.1.1.2 1.1.1.3 ::1", "1.1.1.1 ::1 1.1.1.2 1.1.1.3");
    check("1.1.1.1 ::1 ::2 ::3", "1.1.1.1 ::1 ::2 ::3");
    check("::1 ::1 1.1.1.1 ::1 1.1.1.1", "::1 1.1.1.1");
}

#[test]
fn the_next_address_is_due_after_the_delay_or_a_failure() {
    let start = Instant::now();
    let list = addresses("::1 1.1.1.1 ::2");
    let mut pace = Pace::new(list.clone(), start);
    let at = |millis| start + Duration::from_millis(millis);
    let rest = |millis| Turn::WaitAtMost(Duration::from_millis(millis));
    assert_eq!(pace.turn(start), Turn::Start(list[0]));
    assert_eq!(pace.turn(start), rest(250));
    assert_eq!(pace.turn(at(100)), rest(150));
    assert_eq!(pace.turn(at(250)), Turn::Start(list[1]));
    assert_eq!(pace.turn(at(250)), rest(250));
    // The first one fails: the third one starts at once.
    pace.failed(at(300));
    assert_eq!(pace.turn(at(300)), Turn::Start(list[2]));
    assert_eq!(pace.turn(at(300)), Turn::Wait);
    assert_eq!(pace.turn(at(9000)), Turn::Wait);
    pace.failed(at(9000));
    assert_eq!(pace.turn(at(9000)), Turn::Wait);
    pace.failed(at(9000));
    assert_eq!(pace.turn(at(9000)), Turn::Over);
}

#[test]
fn no_more_than_so_many_are_tried_at_once() {
    let now = Instant::now();
    let list: Vec<SocketAddr> = (0..=MAX_AT_ONCE)
        .map(|number| SocketAddr::from(([127, 0, 0, 1], u16::try_from(number).unwrap())))
        .collect();
    let mut pace = Pace::new(list.clone(), now);
    for (address, turns) in list.iter().zip(0..).take(MAX_AT_ONCE) {
        let later = now + ATTEMPT_DELAY * turns;
        assert_eq!(pace.turn(later), Turn::Start(*address));
    }
    let much_later = now + Duration::from_secs(3600);
    assert_eq!(pace.turn(much_later), Turn::Wait);
    pace.failed(much_later);
    assert_eq!(pace.turn(much_later), Turn::Start(list[MAX_AT_ONCE]));
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

type Told = RefCell<Vec<(SocketAddr, Result<(), String>)>>;

/// Keeps the rows, without their times.
fn keep(told: &Told, step: Step) {
    told.borrow_mut().push(match step {
        Step::Reached { address, .. } => (address, Ok(())),
        Step::Unreached {
            address, detail, ..
        } => (address, Err(detail)),
        other => panic!("{other:?}"),
    });
}

#[test]
fn the_first_that_accepts_wins_whichever_began_first() {
    let list = addresses("::1 1.1.1.1 ::2");
    let told = Told::default();
    let (accept, accepted) = oneshot::channel::<()>();
    let accepted = RefCell::new(Some(accepted));
    let accept = RefCell::new(Some(accept));
    let connect = async |address: SocketAddr| -> io::Result<SocketAddr> {
        if address == list[0] {
            // It accepts when the third one is tried.
            let accepted = accepted.borrow_mut().take();
            accepted.unwrap().await.unwrap();
            return Ok(address);
        }
        if address == list[2] {
            let accept = accept.borrow_mut().take();
            accept.unwrap().send(()).unwrap();
        }
        pending().await
    };
    let won = runtime().block_on(race(list.clone(), CONNECT_TIMEOUT, connect, |step| {
        keep(&told, step);
    }));
    assert_eq!(won, Ok((list[0], list[0])));
    let late = || Err("no answer yet when [::1]:80 accepted".to_owned());
    let expected = [(list[1], late()), (list[2], late()), (list[0], Ok(()))];
    assert_eq!(told.into_inner(), expected);
}

#[test]
fn addresses_that_are_all_silent_are_told_when_time_is_over() {
    let list = addresses("::1 1.1.1.1 ::2");
    let told = Told::default();
    let connect = |_address| pending::<io::Result<()>>();
    let patience = ATTEMPT_DELAY * 3 / 2;
    let racing = race(list.clone(), patience, connect, |step| keep(&told, step));
    let lost = runtime().block_on(racing);
    assert_eq!(lost.unwrap_err().cause, Cause::TimedOut);
    let silent = || Err("no response within 0.375 s".to_owned());
    // The third one was not due yet.
    let expected = [(list[0], silent()), (list[1], silent())];
    assert_eq!(told.into_inner(), expected);
}

#[test]
fn what_says_more_is_shown_of_several_failures() {
    #[track_caller]
    fn check(kinds: &[io::ErrorKind], expected: Cause) {
        let list = addresses("::1 1.1.1.1 ::2")[..kinds.len()].to_vec();
        let told = Told::default();
        let connect = |address| {
            let index = list.iter().position(|other| *other == address).unwrap();
            ready(io::Result::<()>::Err(kinds[index].into()))
        };
        let lost = runtime().block_on(race(list.clone(), CONNECT_TIMEOUT, connect, |step| {
            keep(&told, step);
        }));
        assert_eq!(lost.unwrap_err().cause, expected, "{kinds:?}");
        assert_eq!(told.into_inner().len(), kinds.len());
    }
    use io::ErrorKind as Kind;
    check(&[], Cause::UnknownHost);
    check(&[Kind::ConnectionRefused], Cause::Refused);
    check(&[Kind::NetworkUnreachable], Cause::Unreachable);
    check(
        &[Kind::NetworkUnreachable, Kind::ConnectionRefused],
        Cause::Refused,
    );
    check(
        &[Kind::ConnectionRefused, Kind::HostUnreachable],
        Cause::Refused,
    );
    check(
        &[Kind::TimedOut, Kind::NetworkUnreachable, Kind::Other],
        Cause::TimedOut,
    );
}

/// TCP itself is not answered there: the queue is full, and nobody takes anything from it.
#[cfg(target_os = "linux")]
struct Silent {
    _queue: (socket2::Socket, Vec<std::net::TcpStream>),
    address: SocketAddr,
}

#[cfg(target_os = "linux")]
impl Silent {
    fn at(address: &str) -> Self {
        let address: SocketAddr = address.parse().unwrap();
        let domain = socket2::Domain::for_address(address);
        let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None).unwrap();
        socket.bind(&address.into()).unwrap();
        socket.listen(0).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        let mut waiting = Vec::new();
        let patience = Duration::from_millis(100);
        while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, patience) {
            waiting.push(stream);
        }
        Self {
            _queue: (socket, waiting),
            address,
        }
    }
}

/// One after the other, so many silent addresses would take longer than an attempt may.
#[cfg(target_os = "linux")]
#[test]
fn addresses_that_are_silent_do_not_use_up_the_time() {
    let silent: Vec<Silent> = (2..10)
        .map(|last| Silent::at(&format!("127.0.0.{last}:0")))
        .collect();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let winner = listener.local_addr().unwrap();
    let mut list: Vec<SocketAddr> = silent.iter().map(|silent| silent.address).collect();
    list.push(winner);
    let told = Told::default();
    let racing = race(list.clone(), CONNECT_TIMEOUT, TcpStream::connect, |step| {
        keep(&told, step);
    });
    let won = runtime().block_on(racing);
    let (stream, address) = won.expect("a winner in time");
    assert_eq!((address, stream.peer_addr().unwrap()), (winner, winner));
    let told = told.into_inner();
    let order: Vec<SocketAddr> = told.iter().map(|(address, _)| *address).collect();
    assert_eq!(order, list);
    assert!(told[..8].iter().all(|(_, ended)| ended.is_err()));
}
