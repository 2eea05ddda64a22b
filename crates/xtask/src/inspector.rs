//! The other side of eframe's inspection port: sees and drives a running window.

use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use egui::accesskit::{Node, TreeUpdate};
use egui::{Event, Modifiers, PointerButton, Pos2};
use egui_inspection::protocol::read_handshake;
use egui_inspection::{Request, Response, read_message, write_message};

use crate::Result;

/// How long the window may take to answer. Software rendering on a loaded machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to the inspection port.
pub(crate) struct Inspector {
    stream: TcpStream,
}

impl Inspector {
    /// Connects, if the window is there already.
    pub(crate) fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        read_handshake(&stream)?;
        Ok(Self { stream })
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        write_message(&self.stream, request)?;
        match read_message(&self.stream)? {
            Response::Error { message } => Err(format!("the window says: {message}").into()),
            response => Ok(response),
        }
    }

    /// The accessibility tree as it is now.
    pub(crate) fn tree(&self) -> Result<TreeUpdate> {
        match self.ask(&Request::GetTree)? {
            Response::Tree {
                accesskit: Some(tree),
                ..
            } => Ok(tree),
            _ => Err("the window has no accessibility tree".into()),
        }
    }

    /// Feeds input to the window.
    pub(crate) fn apply(&self, events: Vec<Event>) -> Result<()> {
        self.ask(&Request::ApplyEvents { events }).map(drop)
    }

    /// Clicks at a place, in points.
    pub(crate) fn click(&self, pos: Pos2) -> Result<()> {
        let button = |pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.apply(vec![Event::PointerMoved(pos), button(true)])?;
        self.apply(vec![button(false)])
    }

    /// Resizes the window, in points.
    pub(crate) fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.ask(&Request::Resize { width, height }).map(drop)
    }

    /// Waits until the window has nothing left to paint.
    pub(crate) fn settle(&self) -> Result<()> {
        self.ask(&Request::Settle { max_steps: 200 }).map(drop)
    }

    /// Takes a screenshot.
    pub(crate) fn screenshot(&self, path: &Path) -> Result<()> {
        match self.ask(&Request::GetScreenshot {
            pixels_per_point: None,
        })? {
            Response::Screenshot(png) => Ok(std::fs::write(path, png.bytes)?),
            _ => Err("the window sent no screenshot".into()),
        }
    }
}

/// The middle of a node, in points.
pub(crate) fn middle_of(node: &Node) -> Result<Pos2> {
    let bounds = node.bounds().ok_or("a node without a place")?;
    let middle = ((bounds.x0 + bounds.x1) / 2.0, (bounds.y0 + bounds.y1) / 2.0);
    Ok(Pos2::new(middle.0 as f32, middle.1 as f32))
}
