//! What each test of the window has: the built programs, a screen, a home folder of its own, and the windows that it opens.

use std::cell::RefCell;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use super::keyring::SessionKeyring;
use crate::Result;
use crate::display::Display;
use crate::harness;
use crate::process::{Process, target_folder};
use crate::wait::wait_until;
use crate::window::Window;

/// Where the programs meet if nobody says otherwise.
const PORT: u16 = 4000;

/// How long the port may be in use after the test before, and how long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// What one test works with.
pub(super) struct Fixture {
    pub(super) display: Rc<Display>,
    pub(super) programs: PathBuf,
    /// Settings go here, so that nobody's own are touched.
    pub(super) home: PathBuf,
    screenshots: PathBuf,
    /// All windows that the test has opened: what they show is looked at when it fails.
    windows: RefCell<Vec<Rc<Window>>>,
}

impl Fixture {
    /// As if the program had never run.
    pub(super) fn new(display: &Rc<Display>, screenshots: &Path) -> Result<Self> {
        port_is_free()?;
        Ok(Self {
            display: Rc::clone(display),
            programs: target_folder()?.join("release"),
            home: std::env::temp_dir().join(format!("wscope-e2e-{}", std::process::id())),
            screenshots: screenshots.to_owned(),
            windows: RefCell::default(),
        })
    }

    /// Opens a window of the program.
    pub(super) fn window(&self, arguments: &[&str]) -> Result<Rc<Window>> {
        self.open(arguments, "")
    }

    /// The same, on a session bus with a keyring.
    pub(super) fn window_in(
        &self,
        session: &SessionKeyring,
        arguments: &[&str],
    ) -> Result<Rc<Window>> {
        self.open(arguments, session.address())
    }

    /// Without a bus there is no keyring, whatever the machine has.
    fn open(&self, arguments: &[&str], bus: &str) -> Result<Rc<Window>> {
        let program = self.programs.join("wscope");
        let window = Window::open(&program, &self.display, &self.home, bus, arguments)?;
        let window = Rc::new(window);
        self.windows.borrow_mut().push(Rc::clone(&window));
        Ok(window)
    }

    pub(super) fn echo_server(&self) -> Result<Process> {
        served(Command::new(self.programs.join("echo-server")).env("RUST_LOG", "info"))
    }

    pub(super) fn screenshot(&self, name: &str) -> PathBuf {
        self.screenshots.join(format!("{name}.png"))
    }
}

impl harness::Fixture for Fixture {
    fn take_screenshots(&self, name: &str) -> Result<()> {
        for (index, window) in self.windows.borrow().iter().enumerate() {
            if !window.has_ended() {
                window.screenshot(self.screenshot(&format!("{name}-{index}")))?;
            }
        }
        Ok(())
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        // What is still running would write into the folder.
        self.windows.borrow_mut().clear();
        std::fs::remove_dir_all(&self.home).ok();
    }
}

/// A server that listens there already would be taken for the program's own.
fn port_is_free() -> Result<()> {
    wait_until("port 4000 to be free", PATIENCE, || {
        Ok(TcpListener::bind(("127.0.0.1", PORT)).ok().map(drop))
    })
}

/// Starts a server, and waits until it listens.
pub(super) fn served(command: &mut Command) -> Result<Process> {
    let server = Process::start(command)?;
    wait_until("the echo server to listen", PATIENCE, || {
        Ok(server
            .lines()
            .iter()
            .any(|line| line.contains("listening on"))
            .then_some(()))
    })?;
    Ok(server)
}
