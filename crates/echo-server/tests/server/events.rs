//! Events, delivered in three ways, and the report of what each costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use echo_server::Config;
use futures_util::StreamExt;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Client, Server, soon};
use crate::raw;

/// A proxy that counts the bytes it passes on.
struct Proxy {
    port: u16,
    /// From the client.
    up: Arc<AtomicU64>,
    /// From the server.
    down: Arc<AtomicU64>,
}

impl Proxy {
    async fn before(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let proxy = Self {
            port: listener.local_addr().expect("an address").port(),
            up: Arc::default(),
            down: Arc::default(),
        };
        let (up, down) = (proxy.up.clone(), proxy.down.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", target)).await;
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.expect("the server").into_split();
                tokio::spawn(pass_on(from_client, to_server, up.clone()));
                tokio::spawn(pass_on(from_server, to_client, down.clone()));
            }
        });
        proxy
    }

    fn counted(&self) -> (u64, u64) {
        (
            self.up.load(Ordering::SeqCst),
            self.down.load(Ordering::SeqCst),
        )
    }
}

async fn pass_on(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    counter: Arc<AtomicU64>,
) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        counter.fetch_add(read as u64, Ordering::SeqCst);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
    to.shutdown().await.ok();
}

/// A connection that stays open from one request to the next.
struct Http<S>(S);

impl Http<TcpStream> {
    async fn connect(port: u16) -> Self {
        let stream = soon(TcpStream::connect(("127.0.0.1", port))).await;
        Self(stream.expect("a connection"))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Http<S> {
    /// The status and the body of the answer.
    async fn get(&mut self, path: &str) -> (u16, String) {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        raw::write(&mut self.0, request.as_bytes()).await;
        let head = raw::read_head(&mut self.0).await.to_lowercase();
        let (_, length) = head.split_once("content-length: ").expect("a length");
        let length = length.lines().next().expect("a line").parse();
        let mut body = vec![0; length.expect("a number")];
        soon(self.0.read_exact(&mut body)).await.expect("a body");
        let status = head[9..12].parse().expect("a status");
        (status, String::from_utf8(body).expect("text"))
    }

    async fn report(&mut self, run: &str) -> Value {
        let (status, body) = self.get(&format!("/events/report?run={run}")).await;
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("JSON")
    }

    /// Begins a run, and returns its name.
    async fn begin(&mut self, query: &str) -> String {
        let (status, body) = self.get(&format!("/events/begin?{query}")).await;
        assert_eq!(status, 200, "{body}");
        let report: Value = serde_json::from_str(&body).expect("JSON");
        report["run"].as_str().expect("a name").to_owned()
    }
}

/// Bytes in both directions, as the report has them.
fn wire(cost: &Value) -> (u64, u64) {
    let sum = |share: &Value| {
        let part = |name: &str| share[name].as_u64().expect("a number");
        part("headers") + part("payload")
    };
    (sum(&cost["received"]), sum(&cost["sent"]))
}

async fn events(socket: &mut Client, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        match socket.receive().await {
            Message::Text(text) => texts.push(text.to_string()),
            other => panic!("not an event: {other:?}"),
        }
    }
    texts
}

#[tokio::test]
async fn the_server_counts_what_a_proxy_between_counts() {
    let server = Server::start().await;
    let proxies = [
        Proxy::before(server.port).await,
        Proxy::before(server.port).await,
        Proxy::before(server.port).await,
    ];
    let mut control = Http::connect(server.port).await;
    let run = control.begin("every=20ms&size=100").await;
    // A connection for all requests of one way, and one for each of the other.
    let mut poll = Http::connect(proxies[0].port).await;
    let mut since = 0;
    let (mut polled, mut empty) = (Vec::new(), 0);
    while polled.len() < 20 {
        let path = format!("/events/poll?run={run}&since={since}&token=secret");
        let (status, body) = poll.get(&path).await;
        assert_eq!(status, 200, "{body}");
        empty += u64::from(body.is_empty());
        polled.extend(body.lines().map(str::to_owned));
        since = polled.len();
    }
    let mut waited: Vec<String> = Vec::new();
    let mut waits = 0;
    while waited.len() < 25 {
        let mut wait = Http::connect(proxies[1].port).await;
        let since = waited.len();
        let path = format!("/events/wait?run={run}&since={since}&token=secret");
        let (_, body) = wait.get(&path).await;
        assert!(!body.is_empty());
        waited.extend(body.lines().map(str::to_owned));
        waits += 1;
    }
    let url = format!(
        "ws://127.0.0.1:{}/events?run={run}&since=0&token=secret",
        proxies[2].port
    );
    let mut socket = Client::connect(&url).await.expect("a connection");
    let pushed = events(&mut socket, 30).await;
    socket.send(Message::Ping("are you there".into())).await;
    socket.send(Message::Close(None)).await;
    while !matches!(soon(socket.socket.next()).await, None | Some(Err(_))) {}
    drop((socket, poll));
    // All see the same.
    assert_eq!(polled[..20], pushed[..20]);
    assert_eq!(waited[..25], pushed[..25]);
    assert!(pushed.iter().all(|text| text.len() == 100), "{pushed:?}");
    // The end of a connection is counted after the client has seen it.
    let report = soon(async {
        loop {
            let report = control.report(&run).await;
            let counted = proxies.each_ref().map(Proxy::counted);
            if ["poll", "wait", "push"].map(|way| wire(&report[way])) == counted {
                return report;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    let number = |way: &str, name: &str| report[way][name].as_u64().expect("a number");
    assert_eq!(number("poll", "connections"), 1);
    assert_eq!(number("poll", "empty"), empty);
    assert_eq!(number("poll", "events"), polled.len() as u64);
    assert_eq!(report["poll"]["sent"]["payload"], polled.len() * 100);
    assert_eq!(number("poll", "token_checks"), number("poll", "requests"));
    assert_eq!(number("wait", "connections"), waits);
    assert_eq!(number("wait", "requests"), waits);
    assert_eq!(number("push", "requests"), 1);
    assert_eq!(number("push", "token_checks"), 1);
    assert!(number("push", "events") >= 30);
}

/// The same below TLS, where the socket carries more than HTTP.
#[cfg(feature = "tls")]
#[tokio::test]
async fn below_tls_the_bytes_of_the_socket_are_counted() {
    let secured = crate::tls::Secured::start(Config::default()).await;
    let proxy = Proxy::before(secured.port).await;
    let connect = async |port| {
        let tcp = soon(TcpStream::connect(("127.0.0.1", port))).await;
        let tcp = tcp.expect("a connection");
        Http(secured.tls_over(tcp, "localhost").await)
    };
    let mut control = connect(secured.port).await;
    let run = control.begin("every=20ms").await;
    let mut wait = connect(proxy.port).await;
    let (_, body) = wait
        .get(&format!("/events/wait?run={run}&token=secret"))
        .await;
    assert!(body.starts_with("1 "), "{body}");
    drop(wait);
    soon(async {
        while wire(&control.report(&run).await["wait"]) != proxy.counted() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn two_runs_at_once_are_counted_apart() {
    let server = Server::start().await;
    let mut http = Http::connect(server.port).await;
    let one = http.begin("every=20ms").await;
    let two = http.begin("every=10s&size=4KiB").await;
    for (run, times) in [(&one, 3), (&two, 5)] {
        for _ in 0..times {
            let path = format!("/events/poll?run={run}&token=secret");
            assert_eq!(http.get(&path).await.0, 200);
        }
    }
    for (run, times, every, size) in [(&one, 3, 20_000, 16), (&two, 5, 10_000_000, 4096)] {
        let report = http.report(run).await;
        assert_eq!(report["poll"]["requests"], times);
        assert_eq!(
            (&report["every_us"], &report["size"]),
            (&every.into(), &size.into())
        );
        assert_eq!(report["end_us"], 600_000_000);
    }
}

#[tokio::test]
async fn nonsense_is_refused_with_the_reason() {
    let server = Server::start_with(Config {
        token: "open sesame".to_owned(),
        ..Config::default()
    })
    .await;
    for (path, status, why) in [
        ("/events/begin?every=0s", 400, "from 20ms to 10s"),
        ("/events/begin?every=19ms", 400, "from 20ms to 10s"),
        ("/events/begin?every=often", 400, "expected a time"),
        ("/events/begin?size=0", 400, "expected a number of bytes"),
        ("/events/begin?size=7", 400, "from 16 to 4096"),
        ("/events/begin?size=1GiB", 400, "from 16 to 4096"),
        ("/events/begin?evry=1s", 400, "evry"),
        ("/events/report?run=nobody", 404, "no such run"),
        (
            "/events/poll?run=nobody&token=open+sesame",
            404,
            "no such run",
        ),
        ("/events/poll?since=0", 401, "token"),
        ("/events/wait?since=0&token=secret", 401, "token"),
        (
            "/events/poll?since=-1&token=open+sesame",
            400,
            "expected a number",
        ),
    ] {
        let mut http = Http::connect(server.port).await;
        let (got, body) = http.get(path).await;
        assert_eq!(got, status, "{path}: {body}");
        assert!(body.contains(why), "{path}: {body}");
    }
    for (path, status) in [
        ("/events?token=secret", 401),
        ("/events?run=nobody&token=open+sesame", 404),
        ("/events?since=x&token=open+sesame", 400),
        ("/events/poll?token=open+sesame", 400),
    ] {
        let refused = Client::connect(&format!("{}{path}", server.url)).await;
        match refused.err() {
            Some(Error::Http(answer)) => assert_eq!(answer.status(), status, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    let mut http = Http::connect(server.port).await;
    let report = http.report("").await;
    // What was refused has come over the wire all the same; the wait was counted apart.
    assert_eq!(report["poll"]["requests"], 2);
    assert_eq!(report["poll"]["events"], 0);
}

#[tokio::test]
async fn everybody_without_a_run_shares_one() {
    let server = Server::start().await;
    let mut socket = server.connect_to("/events?token=secret").await;
    let mut steps = server
        .connect_to("/duplicate/100%25/events?token=secret")
        .await;
    let text = events(&mut socket, 1).await.remove(0);
    assert_eq!(events(&mut steps, 2).await, [text.clone(), text.clone()]);
    let mut http = Http::connect(server.port).await;
    let (_, body) = http.get("/events/wait?token=secret").await;
    assert!(body.lines().any(|line| line == text), "{body}");
}
