//! The echo server as a program: reads the command line, takes the port, prints its address, and serves until
//! Ctrl-C or SIGTERM.
//!
//! Exit codes: 0 after an orderly end, 1 if the program could not be set up or does not end, 2 if the command line
//! asks for what cannot be had.

mod cli;
mod exposure;
#[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
mod memory;

use std::io::{self, IsTerminal, Write};
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use echo_server::{BindError, CancellationToken, Config, Listener, run};
use tokio::runtime::Builder;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use cli::{Arguments, WebError};

fn main() -> ExitCode {
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(error) => {
            complain(&error);
            return ExitCode::from(2);
        }
    };
    start_logging();
    #[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
    memory::return_soon();
    match serve_and_end(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Bind(error, option)) => {
            complain(&format!("{error}; {}", advice(&error, option)));
            ExitCode::from(2)
        }
        Err(Failure::Unfit(error)) => {
            complain(&error);
            ExitCode::from(2)
        }
        Err(Failure::Io(error)) => {
            complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

/// Why the program ended otherwise than by a signal.
enum Failure {
    /// The port of this option could not be taken.
    Bind(BindError, &'static str),
    /// A folder or a certificate is not what it has to be.
    Unfit(String),
    /// The signals could not be caught, or nobody could be told the address.
    Io(io::Error),
}

impl From<WebError> for Failure {
    fn from(error: WebError) -> Self {
        Self::Unfit(error.to_string())
    }
}

#[cfg(feature = "tls")]
impl From<echo_server::TlsError> for Failure {
    fn from(error: echo_server::TlsError) -> Self {
        Self::Unfit(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Serves until the end, and does not wait after that for what a thread may still be busy with, such as a file that does
/// not open.
fn serve_and_end(arguments: &Arguments) -> Result<(), Failure> {
    // The connections have threads of their own.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(serve(arguments));
    runtime.shutdown_background();
    served
}

async fn serve(arguments: &Arguments) -> Result<(), Failure> {
    arguments.check_web()?;
    let (listener, addresses) = listen(arguments).await?;
    let shutdown = CancellationToken::new();
    // Before the address is printed: a program that waits for it may send a signal at once.
    end_on_signals(shutdown.clone())?;
    let config = arguments.config();
    let text = addresses + &announcement(&listener, &config);
    io::stdout().write_all(text.as_bytes())?;
    if let Some(warning) = exposure::warning(listener.local_addrs(), &config) {
        warn(&warning);
    }

    run(listener, config, shutdown).await;
    Ok(())
}

/// How long the program may take to end after a signal. The server needs less, whatever its clients do; but every thread
/// waits for the reader of the log, perhaps for ever.
const END_TIMEOUT: Duration = Duration::from_secs(5);

/// Cancels on the first signal from now on, and ends the program if it does not end by itself then. On a thread of its own,
/// which waits for nothing else.
fn end_on_signals(shutdown: CancellationToken) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let signal = {
        let _within = runtime.enter();
        catch_signals()?
    };
    let end = move || {
        runtime.block_on(signal);
        shutdown.cancel();
        thread::sleep(END_TIMEOUT);
        process::exit(1);
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(end)?;
    Ok(())
}

/// Takes the ports, and tells their addresses.
async fn listen(arguments: &Arguments) -> Result<(Listener, String), Failure> {
    let plain = bind(&arguments.listen, "--listen").await?;
    let text = format!("listening on {}\n", plain.url());
    #[cfg(feature = "tls")]
    if let Some(certificate) = arguments.tls.certificate()? {
        let secured = bind(&arguments.tls.listen, "--tls-listen").await?;
        let secured = secured.secured(&certificate.tls);
        let url = secured.url();
        let text = format!("{text}listening on {url}\n{}", certificate.description());
        return Ok((plain.and(secured), text));
    }
    Ok((plain, text))
}

async fn bind(address: &str, option: &'static str) -> Result<Listener, Failure> {
    let bound = Listener::bind(address).await;
    bound.map_err(|error| Failure::Bind(error, option))
}

/// What is served beside the echo. One write together with the addresses, so that nothing
/// fails when only the first line is read and the pipe is closed.
fn announcement(listener: &Listener, config: &Config) -> String {
    let Some(folder) = &config.web else {
        return String::new();
    };
    let page = listener.url().replacen("ws", "http", 1);
    format!("serving {} at {page}/\n", folder.display())
}

/// Catches the signals from now on; the future is ready when the first has come.
#[cfg(unix)]
fn catch_signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Catches Ctrl-C from now on; the future is ready when it has come.
#[cfg(windows)]
fn catch_signals() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}

fn start_logging() {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}

/// What to do about an address that an option names.
fn advice(error: &BindError, option: &str) -> String {
    match error {
        BindError::InUse { .. } => format!(
            "stop the program that uses it, or pick another port with {option} localhost:PORT (0 for any free one)"
        ),
        BindError::PermissionDenied { .. } => {
            format!("pick a port from 1024 up, such as {option} localhost:4000")
        }
        _ if option == "--listen" => "the default is --listen localhost:4000".to_owned(),
        _ => "the default is --tls-listen localhost:4443".to_owned(),
    }
}

#[expect(clippy::print_stderr, reason = "must be seen whatever RUST_LOG says")]
fn warn(text: &str) {
    eprintln!("warning: {text}");
}

#[expect(clippy::print_stderr, reason = "the one line that a person waits for")]
fn complain(text: &str) {
    eprintln!("error: {text}");
}
