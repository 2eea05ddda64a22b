//! Proxies for tests, which keep what they are asked for.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// What an HTTP proxy does.
#[derive(Clone, Copy)]
pub(crate) enum Http {
    Tunnels,
    /// After this answer, which comes in pieces of so many bytes.
    TunnelsAfter(&'static str, usize),
    Answers(&'static str),
    /// Never sends anything.
    Silent,
}

/// What a SOCKS5 proxy does.
#[derive(Clone, Copy)]
pub(crate) enum Socks {
    Tunnels,
    /// If it is given this name and this password.
    TunnelsFor(&'static str, &'static str),
    /// With this status.
    Refuses(u8),
    /// With these bytes, for every request.
    Answers(&'static [u8]),
}

/// A proxy on a free port, with a runtime of its own.
pub(crate) struct ProxyServer {
    _runtime: Runtime,
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl ProxyServer {
    pub(crate) fn http(what: Http) -> Self {
        Self::serving(move |stream, asked| tunnel(stream, asked, what))
    }

    pub(crate) fn socks(what: Socks) -> Self {
        Self::serving(move |stream, asked| socks(stream, asked, what))
    }

    fn serving<F: Future<Output = io::Result<()>> + Send + 'static>(
        serve: impl Fn(TcpStream, Arc<Mutex<Vec<String>>>) -> F + Send + 'static,
    ) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let keeping = Arc::clone(&asked);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&keeping)));
            }
        });
        Self {
            _runtime: runtime,
            address,
            asked,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it was asked for, one text for each time.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn tunnel(
    mut stream: TcpStream,
    asked: Arc<Mutex<Vec<String>>>,
    what: Http,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let server = head.split(' ').nth(1).unwrap().to_owned();
    asked.lock().unwrap().push(head);
    match what {
        Http::Answers(answer) => {
            stream.write_all(answer.as_bytes()).await?;
            stream.shutdown().await
        }
        Http::Silent => std::future::pending().await,
        Http::Tunnels => {
            let mut server = TcpStream::connect(server).await?;
            stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await?;
            copy_bidirectional(&mut stream, &mut server).await.map(drop)
        }
        Http::TunnelsAfter(answer, size) => {
            let mut server = TcpStream::connect(server).await?;
            stream.set_nodelay(true)?;
            for piece in answer.as_bytes().chunks(size) {
                stream.write_all(piece).await?;
                tokio::task::yield_now().await;
            }
            copy_bidirectional(&mut stream, &mut server).await.map(drop)
        }
    }
}

/// RFC 1928, and RFC 1929 for names and passwords.
async fn socks(
    mut stream: TcpStream,
    asked: Arc<Mutex<Vec<String>>>,
    what: Socks,
) -> io::Result<()> {
    const NO_METHOD: u8 = 0xff;
    assert_eq!(stream.read_u8().await?, 5);
    let methods = text(&mut stream).await?.into_bytes();
    if let Socks::Answers(answer) = what {
        stream.write_all(answer).await?;
        return stream.shutdown().await;
    }
    let wanted = u8::from(matches!(what, Socks::TunnelsFor(..))) * 2;
    if !methods.contains(&wanted) {
        return stream.write_all(&[5, NO_METHOD]).await;
    }
    stream.write_all(&[5, wanted]).await?;
    if let Socks::TunnelsFor(name, password) = what {
        assert_eq!(stream.read_u8().await?, 1);
        let given = (text(&mut stream).await?, text(&mut stream).await?);
        let is_right = given == (name.to_owned(), password.to_owned());
        stream.write_all(&[1, u8::from(!is_right)]).await?;
        if !is_right {
            return Ok(());
        }
    }
    let mut request = [0; 3];
    stream.read_exact(&mut request).await?;
    assert_eq!(request, [5, 1, 0], "a connection is asked for");
    let host = match stream.read_u8().await? {
        1 => format!("{}", std::net::Ipv4Addr::from(stream.read_u32().await?)),
        3 => text(&mut stream).await?,
        other => panic!("an address of kind {other}"),
    };
    let server = format!("{host}:{}", stream.read_u16().await?);
    asked.lock().unwrap().push(server.clone());
    let status = match what {
        Socks::Refuses(status) => status,
        Socks::Tunnels | Socks::TunnelsFor(..) | Socks::Answers(_) => 0,
    };
    stream
        .write_all(&[5, status, 0, 1, 0, 0, 0, 0, 0, 0])
        .await?;
    if status != 0 {
        return Ok(());
    }
    let mut server = TcpStream::connect(server).await?;
    copy_bidirectional(&mut stream, &mut server).await.map(drop)
}

/// A text with its length before it.
async fn text(stream: &mut TcpStream) -> io::Result<String> {
    let mut text = vec![0; usize::from(stream.read_u8().await?)];
    stream.read_exact(&mut text).await?;
    Ok(String::from_utf8(text).unwrap())
}
