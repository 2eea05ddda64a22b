//! A connection that is closed from this side, at any stage, leaves nothing behind. The counts are of the whole process, so this is a process of
//! its own, with one test at a time.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, unused_imports, reason = "other tests use the rest of it")]
mod support;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use connection::{
    ClosedBy, Connection, Endpoint, Event, Options, Proxy, ProxyAddress, Step, Trust,
};
use support::Server;
use transport::Automatic;

/// Long enough for a loaded machine and for the time that a disconnect leaves to what was sent; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The threads of connections.
fn threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| {
        // One that has just ended has no name.
        std::fs::read_to_string(task.ok()?.path().join("comm")).ok()
    });
    names
        .filter(|name| name.trim_end() == "wscope-network")
        .count()
}

/// Files and sockets.
fn files() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[track_caller]
fn wait_until(is_so: impl Fn() -> bool, what: &str) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A connection with room for the few events that there are: a thousand of those with more take their time.
struct Watched {
    connection: Connection,
    events: Receiver<Event<'static>>,
}

impl Watched {
    fn connecting(url: &str, options: Options) -> Self {
        let (sender, events) = sync_channel(100);
        let handler = Box::new(move |event: Event<'_>| drop(sender.send(event.into_owned())));
        let mut connection = Connection::new(Arc::new(Automatic), handler);
        let options = Options {
            wants_details: true,
            ..options
        };
        connection.connect(&Endpoint::parse(url).unwrap(), &options);
        Self { connection, events }
    }

    #[track_caller]
    fn wait_for(&self, is_it: impl Fn(&Event<'_>) -> bool) {
        while !is_it(&self.events.recv_timeout(PATIENCE).expect("an event")) {}
    }
}

/// Disconnects as soon as the attempt is where no answer comes, and waits until its thread is gone.
fn check_disconnect(url: &str, options: Options, is_there: impl Fn(&Event<'_>) -> bool) {
    let mut client = Watched::connecting(url, options);
    client.wait_for(is_there);
    client.connection.disconnect();
    let ours = Event::Closed(ClosedBy::Us(None));
    client.wait_for(|event| *event == ours);
    wait_until(|| threads() == 0, url);
    assert_eq!(client.events.try_iter().count(), 0);
}

/// Accepts TCP through its backlog, and never sends a byte.
fn silent() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// TCP itself is not answered: the queue is full, and no further client is accepted.
fn full() -> (socket2::Socket, Vec<TcpStream>, SocketAddr) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    socket.bind(&any.into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
    }
    (socket, waiting, address)
}

#[test]
fn a_silence_at_any_stage_can_be_disconnected() {
    let _alone = alone();
    let (_listener, address) = silent();
    let reached = |event: &Event<'_>| matches!(event, Event::Step(Step::Reached { .. }));
    let through = |scheme: &str| Options {
        proxy: Proxy::At(ProxyAddress::parse(&format!("{scheme}://{address}")).unwrap()),
        ..Options::default()
    };
    let anyone = Options {
        trust: Trust::Anyone,
        ..Options::default()
    };
    check_disconnect(&format!("wss://{address}"), anyone, reached);
    check_disconnect("ws://localhost:1", through("http"), reached);
    check_disconnect("ws://localhost:1", through("socks5"), reached);
    let asked = |event: &Event<'_>| matches!(event, Event::Step(Step::Requested { .. }));
    check_disconnect(&format!("ws://{address}"), Options::default(), asked);
    let (_socket, _waiting, address) = full();
    let begun = |event: &Event<'_>| matches!(event, Event::Connecting(_));
    check_disconnect(&format!("ws://{address}"), Options::default(), begun);
}

#[test]
fn a_thousand_connections_leave_nothing_behind() {
    /// So many may be on their way out at the same time.
    const CYCLES: usize = 50;
    let _alone = alone();
    let server = Server::start();
    let (_listener, silent) = silent();
    let silent = format!("ws://{silent}");
    // By its number: a look-up in the system cannot be ended.
    let url = format!("ws://127.0.0.1:{}", server.port);
    let cycle = |number: usize| {
        let url = if number % 4 == 3 { &silent } else { &url };
        let mut client = Watched::connecting(url, Options::default());
        if number % 4 < 2 {
            client.wait_for(|event| *event == Event::Opened);
        }
        client.connection.disconnect();
    };
    // What the process and the server need once is there after a few.
    (0..CYCLES).for_each(cycle);
    wait_until(|| threads() == 0, "threads of the first");
    std::thread::sleep(Duration::from_millis(200));
    let files_before = files();
    for _ in 1..1000 / CYCLES {
        (0..CYCLES).for_each(cycle);
        wait_until(|| threads() == 0, "threads are left");
    }
    wait_until(|| files() <= files_before, "sockets are left");
}
