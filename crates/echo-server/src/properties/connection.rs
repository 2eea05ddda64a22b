//! A whole connection, from the first byte of the first request to the end.

use std::sync::Arc;
use std::time::Duration;

use scenario::{Bounds, ByteAct, Plan, Scenario, catalogue};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::wire::{check_frames, take_head};
use super::{Client, choose};
use crate::connection::serve_stream;
use crate::site::Site;
use crate::{Config, limits};

/// How the bytes are cut.
const SIZES: [usize; 6] = [100_000, 1, 7, 64, 500, 4000];

/// More than the server needs to find that a client is not there any more; then it is told to stop.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the client sends at most: more only takes longer.
const MAX_INPUT: usize = 16 << 10;

/// What the client receives at most.
const MAX_OUTPUT: usize = 64 << 10;

thread_local! {
    static SITE: Site = Site::new(Config {
        max_message_size: 400,
        max_frame_size: 300,
        max_write_buffer: limits::MIN_WRITE_BUFFER_SIZE,
        allowed_origins: "https://example.org".parse().into_iter().collect(),
        scenarios: Bounds { max_name_size: 8, ..Bounds::default() },
        ..Config::default()
    });
}

/// Whatever a client sends: the connection ends, at the latest on shutdown; answers are well formed, and so are frames,
/// unless the path asks for others; and nobody stays in a room.
///
/// The first byte says into what pieces the rest is cut, and whether the client stays or ends the stream afterwards. Time
/// passes at once where there is nothing else to do.
pub fn connection(mut data: &[u8]) {
    let stays = data.first().is_some_and(|first| first & 0x40 != 0);
    let Some(size) = choose(&mut data, &SIZES.map(|size| [size])) else {
        return;
    };
    if data.len() > MAX_INPUT {
        return;
    }
    // The same random numbers for the same bytes.
    fastrand::seed(0);
    let mut client = Client::new(data, &size, 50_000);
    client.stays = stays;
    client.max_received = MAX_OUTPUT;
    SITE.with(|site| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        runtime
            .expect("a runtime")
            .block_on(serve_to_the_end(&mut client, site));
        assert_eq!(site.rooms.count(), 0, "somebody is still in a room");
    });
    // What the head of an answer promises is not sent for HEAD.
    let has_head = data.windows(4).any(|window| window == b"HEAD");
    if !has_head {
        check_answers(&client.received);
    }
}

async fn serve_to_the_end(client: &mut Client, site: &Site) {
    let shutdown = CancellationToken::new();
    let serving = serve_stream(client, None, Arc::default(), site, &shutdown);
    tokio::pin!(serving);
    if timeout(PATIENCE, &mut serving).await.is_err() {
        shutdown.cancel();
        let ended = timeout(limits::SHUTDOWN_TIMEOUT, serving).await;
        assert!(ended.is_ok(), "it goes on after the shutdown");
    }
}

fn check_answers(mut bytes: &[u8]) {
    while let Some(head) = take_head(&mut bytes) {
        if head.status == 101 {
            if !is_broken_as_asked(bytes) {
                check_frames(bytes);
            }
            return;
        }
        let has_body = head.status != 304;
        let body = head.content_length.filter(|_| has_body).unwrap_or(0);
        bytes = bytes.get(body..).unwrap_or_default();
    }
}

/// Whether these are bytes that a scenario writes in place of frames.
fn is_broken_as_asked(bytes: &[u8]) -> bool {
    catalogue().iter().any(|entry| {
        let scenario = Scenario::parse(entry.example, "");
        scenario.is_ok_and(|scenario| match scenario.plan() {
            Plan::Bytes(ByteAct::Write(written)) => bytes == written,
            Plan::Bytes(_) | Plan::PlainEcho(_) | Plan::Messages(_) => false,
        })
    })
}
