//! What each test of the page has: the built page and server, and a browser of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use crate::browser::{Browser, PATIENCE, Page};
use crate::process::{Process, cargo, target_folder};
use crate::wait::wait_until;
use crate::{Result, harness, web};

/// What one test works with.
pub(super) struct Fixture {
    pub(super) browser: Browser,
    pub(super) built: Rc<Built>,
    screenshots: PathBuf,
}

impl Fixture {
    /// As if nobody had ever opened the page.
    pub(super) fn new(built: &Rc<Built>, screenshots: &Path) -> Result<Self> {
        Ok(Self {
            browser: fresh_browser(1)?,
            built: Rc::clone(built),
            screenshots: screenshots.to_owned(),
        })
    }

    /// Serves the page; port 0 picks a free one.
    pub(super) fn site(&self, port: u16) -> Result<Site> {
        self.built.serve(&self.built.folder, port)
    }

    pub(super) fn screenshot(&self, page: &Page<'_>, name: &str) -> Result<()> {
        // The frame after the last change may still be on its way.
        page.evaluate("new Promise((done) => setTimeout(done, 500))")?;
        page.screenshot(&self.screenshots.join(format!("{name}.png")))
    }
}

impl harness::Fixture for Fixture {
    fn take_screenshots(&self, name: &str) -> Result<()> {
        self.browser.screenshots(&self.screenshots, name)
    }

    fn check(&self) -> Result<()> {
        quiet(&self.browser)
    }
}

/// What is looked at.
pub(super) struct Built {
    /// The program that serves.
    pub(super) server: PathBuf,
    /// The page.
    pub(super) folder: PathBuf,
}

impl Built {
    pub(super) fn make() -> Result<Self> {
        let folder = web::run()?;
        let build = ["build", "--release", "--package", "echo-server"];
        if !cargo().args(build).status()?.success() {
            return Err("the server does not build".into());
        }
        let server = target_folder()?.join("release").join("echo-server");
        Ok(Self { server, folder })
    }

    /// Serves a folder; port 0 picks a free one.
    pub(super) fn serve(&self, folder: &Path, port: u16) -> Result<Site> {
        let process = Process::start(
            Command::new(&self.server)
                .arg(format!("--listen=localhost:{port}"))
                .arg("--web")
                .arg(folder),
        )?;
        let port = wait_until("the echo server to listen", PATIENCE, || {
            let lines = process.lines();
            let mut addresses = lines
                .iter()
                .filter_map(|line| line.split_once("listening on ws://localhost:"));
            Ok(addresses.next().and_then(|(_, port)| port.parse().ok()))
        })?;
        Ok(Site {
            _process: process,
            port,
        })
    }
}

/// The echo server with the page, and where it is.
pub(super) struct Site {
    _process: Process,
    pub(super) port: u16,
}

impl Site {
    pub(super) fn url(&self, query: &str) -> String {
        format!("http://localhost:{}/{query}", self.port)
    }

    /// The same as from another machine: a browser trusts `localhost` only.
    pub(super) fn url_of_network(&self, query: &str) -> String {
        format!("http://lan.test:{}/{query}", self.port)
    }
}

/// A browser without a history. A larger `scale` is a screen with smaller pixels.
pub(super) fn fresh_browser(scale: u32) -> Result<Browser> {
    let name = format!("wscope-e2e-{}-{scale}", std::process::id());
    let home = std::env::temp_dir().join(name);
    std::fs::remove_dir_all(&home).ok();
    Browser::start(home, "zh-CN", scale)
}

/// No page may have complained, except of what the test took away.
pub(super) fn quiet(browser: &Browser) -> Result<()> {
    match browser.complaints().as_slice() {
        [] => Ok(()),
        complaints => Err(format!("the console says {complaints:#?}").into()),
    }
}

/// A browser tells on the console what it cannot reach; nothing else may be there.
pub(super) fn quiet_but_for_network(browser: &Browser) -> Result<()> {
    let is_about_network =
        |text: &String| text.contains("ERR_") || text.contains("WebSocket connection");
    let complaints = browser.complaints();
    match complaints.iter().find(|text| !is_about_network(text)) {
        Some(other) => Err(format!("the console says {other}").into()),
        None => Ok(()),
    }
}
