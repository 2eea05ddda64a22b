//! How long a message takes to an echo server and back, through [`Connection`] and through a bare
//! tokio-tungstenite client, in one run; and how fast a burst comes back.
//!
//! `cargo bench -p transport --bench round_trip` prints one JSON object a line.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run fails, and prints its result"
)]

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use connection::{Connection, Endpoint, Event, Message, Options, SendError};
use echo_server::{CancellationToken, Config, Listener};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::{connect_async, tungstenite};
use transport::Automatic;

const ROUNDS: usize = 7;
const ROUND_TRIPS: usize = 4_000;
const WARM_UP: usize = 400;
const BURST: usize = 200_000;
const PAYLOAD: &str = "0123456789abcdef";

fn main() {
    let url = start_server();
    let full = Options {
        wants_details: true,
        // The other side would compress with the time that is measured.
        compression: None,
        ..Options::default()
    };
    let (mut bare, mut ours, mut details) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(bare_round_trip(&url));
        ours.push(our_round_trip(&url, &Options::default()));
        details.push(our_round_trip(&url, &full));
    }
    let ratio_to_bare = |ours: &[f64]| {
        median(
            ours.iter()
                .zip(&bare)
                .map(|(ours, bare)| ours / bare)
                .collect(),
        )
    };
    let (ratio, full_ratio) = (ratio_to_bare(&ours), ratio_to_bare(&details));
    let (bare, ours, details) = (median(bare), median(ours), median(details));
    println!(
        r#"{{"bench":"round_trip","bytes":16,"bare_tungstenite_us":{bare:.1},"ewebsock_us":{ours:.1},"ratio":{ratio:.2},"full_us":{details:.1},"full_ratio":{full_ratio:.2},"goal_ratio":1.5}}"#
    );
    for (name, options) in [("ewebsock", Options::default()), ("full", full)] {
        let rates: Vec<f64> = (0..ROUNDS).map(|_| burst(&url, &options)).collect();
        let rate = median(rates);
        println!(
            r#"{{"bench":"burst","transport":"{name}","messages":{BURST},"bytes":16,"lost":0,"out_of_order":0,"messages_per_second":{rate:.0},"goal":200000}}"#
        );
    }
}

/// An echo server on a thread of its own, until the bench ends.
fn start_server() -> String {
    let (tell_url, url) = sync_channel(1);
    std::thread::Builder::new()
        .name("echo-server".to_owned())
        .spawn(move || {
            runtime().block_on(async {
                let listener = Listener::bind("127.0.0.1:0").await.unwrap();
                tell_url.send(listener.url()).unwrap();
                echo_server::run(listener, Config::default(), CancellationToken::new()).await;
            });
        })
        .unwrap();
    url.recv().unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// Median of one round, in microseconds, from send to receipt.
fn bare_round_trip(url: &str) -> f64 {
    runtime().block_on(async {
        let (mut socket, _) = connect_async(url).await.unwrap();
        let mut times = Vec::with_capacity(ROUND_TRIPS);
        for _ in 0..WARM_UP + ROUND_TRIPS {
            let start = Instant::now();
            let message = tungstenite::Message::text(PAYLOAD);
            socket.send(message).await.unwrap();
            socket.next().await.unwrap().unwrap();
            times.push(micros(start.elapsed()));
        }
        median(times.split_off(WARM_UP))
    })
}

/// The same through a [`Connection`]: from its `send` to its event.
fn our_round_trip(url: &str, options: &Options) -> f64 {
    let (mut connection, arrivals) = connect(url, options);
    let mut times = Vec::with_capacity(ROUND_TRIPS);
    for _ in 0..WARM_UP + ROUND_TRIPS {
        let start = Instant::now();
        connection.send(Message::Text(PAYLOAD.to_owned())).unwrap();
        let (arrival, _) = arrivals.recv().unwrap();
        times.push(micros(arrival - start));
    }
    median(times.split_off(WARM_UP))
}

/// Messages per second of one burst, from the first send to the last event. Fails if one is lost
/// or out of order.
fn burst(url: &str, options: &Options) -> f64 {
    let (mut connection, arrivals) = connect(url, options);
    let start = Instant::now();
    for number in 0..BURST {
        let message = Message::Text(format!("{number:016}"));
        while connection.send(message.clone()) == Err(SendError::Backlogged) {
            std::thread::sleep(Duration::from_micros(200));
        }
    }
    for number in 0..BURST {
        let (_, message) = arrivals.recv().unwrap();
        assert_eq!(message.payload(), format!("{number:016}").as_bytes());
    }
    BURST as f64 / start.elapsed().as_secs_f64()
}

/// An open connection, and what it receives with the time of its event.
fn connect(url: &str, options: &Options) -> (Connection, Receiver<(Instant, Message)>) {
    let (opened, is_open) = sync_channel(1);
    let (arrived, arrivals) = sync_channel(BURST);
    let mut connection = Connection::new(
        Arc::new(Automatic),
        Box::new(move |event| match event {
            Event::Received(message) => arrived
                .send((Instant::now(), message.into_owned()))
                .unwrap(),
            Event::Opened => opened.send(()).unwrap(),
            _ => {}
        }),
    );
    connection.connect(&Endpoint::parse(url).unwrap(), options);
    is_open.recv().unwrap();
    (connection, arrivals)
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
