//! A real Chromium without a screen, driven through its DevTools protocol. It needs no driver, no Node and no library
//! beside the WebSocket client that is here already.

mod launch;

use std::cell::{Cell, RefCell};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

pub(crate) use self::launch::{is_installed, start};
use crate::Result;
use crate::process::Process;
use crate::wait::wait_until;

/// How long something may take to appear. Nothing waits this long unless it is missing.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The key Ctrl among the modifiers of an event.
const CTRL: u32 = 2;

/// A running browser with nothing remembered. Dropping it ends it.
pub(crate) struct Browser {
    _process: Process,
    socket: RefCell<WebSocket<TcpStream>>,
    last_call: Cell<u64>,
    /// What pages have complained about: errors on their consoles and exceptions.
    complaints: RefCell<Vec<String>>,
    /// The kinds of the questions that pages have asked: each was answered with yes.
    questions: RefCell<Vec<String>>,
    /// The field for a file whose dialog was to be opened last.
    asked_for_file: RefCell<Option<Value>>,
    /// Where its DevTools protocol is spoken.
    host: String,
    home: PathBuf,
}

impl Browser {
    /// Starts a browser that keeps what it keeps in `home`, asks for pages in `language`, and shows them on a screen with
    /// `scale` pixels to a CSS pixel. (Emulated later, the scale would not reach the size of a canvas.)
    pub(crate) fn start(home: PathBuf, language: &str, scale: u32) -> Result<Self> {
        let (process, address) = start(&home, language, scale)?;
        let host = address
            .strip_prefix("ws://")
            .and_then(|rest| rest.split('/').next())
            .ok_or("Chromium tells no address")?;
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (socket, _) =
            tungstenite::client(&address, stream).map_err(|error| error.to_string())?;
        Ok(Self {
            _process: process,
            socket: RefCell::new(socket),
            last_call: Cell::new(0),
            complaints: RefCell::default(),
            questions: RefCell::default(),
            asked_for_file: RefCell::default(),
            host: host.to_owned(),
            home,
        })
    }

    /// Opens a tab in front of the others.
    pub(crate) fn open(&self, url: &str) -> Result<Page<'_>> {
        let page = self.open_blank()?;
        page.go(url)?;
        Ok(page)
    }

    /// Opens an empty tab in front of the others.
    pub(crate) fn open_blank(&self) -> Result<Page<'_>> {
        let created = self.call(None, "Target.createTarget", json!({"url": "about:blank"}))?;
        let page = self.attach(&created["targetId"])?;
        // Not "Network", which would tell of every message and so slow the page down.
        for domain in ["Page", "Runtime", "Log"] {
            page.call(&format!("{domain}.enable"), json!({}))?;
        }
        page.resize(1000, 680)?;
        Ok(page)
    }

    /// Opens the browser's own developer tools for a tab, in a tab of their own, with what goes over the network. What they say
    /// on their console is not looked at.
    pub(crate) fn inspect(&self, page: &Page<'_>) -> Result<Page<'_>> {
        let created = self.call(None, "Target.createTarget", json!({"url": "about:blank"}))?;
        let tools = self.attach(&created["targetId"])?;
        tools.go(&format!(
            "devtools://devtools/bundled/devtools_app.html?ws={}/devtools/page/{}&panel=network",
            self.host, page.target
        ))?;
        Ok(tools)
    }

    fn attach(&self, target: &Value) -> Result<Page<'_>> {
        let parameters = json!({"targetId": target, "flatten": true});
        let attached = self.call(None, "Target.attachToTarget", parameters)?;
        Ok(Page {
            browser: self,
            session: text(&attached["sessionId"])?,
            target: text(target)?,
        })
    }

    /// Takes a screenshot of every tab, as `name-0.png` and so on: what there was to see when a test failed.
    pub(crate) fn screenshots(&self, folder: &Path, name: &str) -> Result<()> {
        let targets = self.call(None, "Target.getTargets", json!({}))?;
        let targets = targets["targetInfos"].as_array().into_iter().flatten();
        let tabs = targets.filter(|target| target["type"] == "page");
        for (index, target) in tabs.enumerate() {
            let page = self.attach(&target["targetId"])?;
            page.screenshot(&folder.join(format!("{name}-{index}.png")))?;
        }
        Ok(())
    }

    /// What pages have complained about since the last time.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.complaints.take()
    }

    /// The kinds of the questions that pages have asked since the last time, such as `beforeunload`.
    pub(crate) fn questions(&self) -> Vec<String> {
        self.questions.take()
    }

    /// Lets the pages of an origin do something, or not: `granted` or `denied`.
    pub(crate) fn permit(&self, origin: &str, permission: &str, setting: &str) -> Result<()> {
        let parameters = json!({
            "origin": origin, "permission": {"name": permission}, "setting": setting,
        });
        self.call(None, "Browser.setPermission", parameters)
            .map(drop)
    }

    /// Files that pages let the person download go into this folder from now on.
    pub(crate) fn download_into(&self, folder: &Path) -> Result<()> {
        let parameters = json!({"behavior": "allow", "downloadPath": folder});
        self.call(None, "Browser.setDownloadBehavior", parameters)
            .map(drop)
    }

    fn call(&self, session: Option<&str>, method: &str, parameters: Value) -> Result<Value> {
        let id = self.last_call.get() + 1;
        self.last_call.set(id);
        let mut request = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = session {
            request["sessionId"] = session.into();
        }
        let mut socket = self.socket.borrow_mut();
        socket.send(Message::text(request.to_string()))?;
        loop {
            let Message::Text(answer) = socket.read()? else {
                continue;
            };
            let answer: Value = serde_json::from_str(&answer)?;
            if answer["method"] == "Page.javascriptDialogOpening" {
                self.questions
                    .borrow_mut()
                    .push(text(&answer["params"]["type"])?);
                // Until it is answered the page does nothing. What comes of it comes to nobody.
                let id = self.last_call.get() + 1;
                self.last_call.set(id);
                let yes = json!({
                    "id": id, "sessionId": answer["sessionId"],
                    "method": "Page.handleJavaScriptDialog", "params": {"accept": true},
                });
                socket.send(Message::text(yes.to_string()))?;
            } else if answer["method"] == "Page.fileChooserOpened" {
                let field = answer["params"]["backendNodeId"].clone();
                *self.asked_for_file.borrow_mut() = Some(field);
            } else if answer["id"] != id {
                self.complaints.borrow_mut().extend(complaint(&answer));
            } else if let Some(error) = answer.get("error") {
                return Err(format!("{method}: {error}").into());
            } else {
                return Ok(answer["result"].clone());
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What it kept; the system empties its temporary folder in any case.
        std::fs::remove_dir_all(&self.home).ok();
    }
}

/// The error that an event tells, if it tells one.
fn complaint(event: &Value) -> Option<String> {
    let told = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(told["exceptionDetails"].to_string()),
        "Runtime.consoleAPICalled" if told["type"] == "error" => Some(told["args"].to_string()),
        "Log.entryAdded" if told["entry"]["level"] == "error" => {
            let entry = &told["entry"];
            Some(format!("{} {}", entry["text"], entry["url"]))
        }
        _ => None,
    }
}

fn text(value: &Value) -> Result<String> {
    let text = value.as_str();
    Ok(text
        .ok_or("Chromium answers with something else")?
        .to_owned())
}

/// A tab.
pub(crate) struct Page<'a> {
    browser: &'a Browser,
    session: String,
    target: String,
}

impl Page<'_> {
    /// Calls a method of the DevTools protocol.
    pub(crate) fn call(&self, method: &str, parameters: Value) -> Result<Value> {
        self.browser.call(Some(&self.session), method, parameters)
    }

    /// Goes to an address.
    pub(crate) fn go(&self, url: &str) -> Result<()> {
        self.call("Page.navigate", json!({"url": url})).map(drop)
    }

    /// Loads the page again.
    pub(crate) fn reload(&self) -> Result<()> {
        self.call("Page.reload", json!({})).map(drop)
    }

    /// Brings the tab to the front, so that those behind it are hidden.
    pub(crate) fn show(&self) -> Result<()> {
        self.call("Page.bringToFront", json!({})).map(drop)
    }

    /// Runs this before any script of the pages to come.
    pub(crate) fn prepare(&self, script: &str) -> Result<()> {
        let method = "Page.addScriptToEvaluateOnNewDocument";
        self.call(method, json!({"source": script})).map(drop)
    }

    /// Sets the size of the page in CSS pixels.
    pub(crate) fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.call(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 0, "mobile": false}),
        )
        .map(drop)
    }

    /// What a script yields.
    pub(crate) fn evaluate(&self, script: &str) -> Result<Value> {
        let done = self.call(
            "Runtime.evaluate",
            json!({"expression": script, "awaitPromise": true, "returnByValue": true}),
        )?;
        match done.get("exceptionDetails") {
            Some(error) => Err(format!("{script}: {}", error["exception"]["description"]).into()),
            None => Ok(done["result"]["value"].clone()),
        }
    }

    /// Waits until a script yields something true, and returns it.
    pub(crate) fn wait_for(&self, script: &str) -> Result<Value> {
        let found = wait_until(script, PATIENCE, || {
            // While a page is loading, there is nothing yet to ask.
            let value = self.evaluate(script).unwrap_or(Value::Null);
            let is_true = !matches!(value, Value::Null | Value::Bool(false));
            Ok(is_true.then_some(value))
        });
        found.map_err(|error| {
            let text = self
                .evaluate(
                    "document.body.innerText + JSON.stringify(globalThis.wscope?.rows(5) ?? null)",
                )
                .unwrap_or_default();
            let complaints = self.browser.complaints();
            format!("{error}; the page says {text}, the console {complaints:?}").into()
        })
    }

    /// Clicks a place, in CSS pixels.
    pub(crate) fn click(&self, x: f64, y: f64) -> Result<()> {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            self.call(
                "Input.dispatchMouseEvent",
                json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}),
            )?;
        }
        Ok(())
    }

    /// Presses Enter.
    pub(crate) fn press_enter(&self) -> Result<()> {
        for kind in ["keyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}),
            )?;
        }
        Ok(())
    }

    /// Taps a place with a finger, in CSS pixels.
    pub(crate) fn tap(&self, x: f64, y: f64) -> Result<()> {
        // No finger is faster, and egui takes no click that begins and ends within a frame.
        self.press_for(x, y, Duration::from_millis(100))
    }

    /// Presses a place with a finger for as long as opens a menu.
    pub(crate) fn hold(&self, x: f64, y: f64) -> Result<()> {
        self.press_for(x, y, Duration::from_millis(1500))
    }

    fn press_for(&self, x: f64, y: f64, time: Duration) -> Result<()> {
        self.touch("touchStart", &[(x, y)])?;
        std::thread::sleep(time);
        self.touch("touchEnd", &[])
    }

    /// Moves two fingers apart, side by side around a place: from this distance to that.
    pub(crate) fn pinch(&self, (x, y): (f64, f64), from: f64, to: f64) -> Result<()> {
        const STEPS: u32 = 10;
        let fingers = |distance: f64| [(x - distance / 2.0, y), (x + distance / 2.0, y)];
        self.touch("touchStart", &fingers(from))?;
        for step in 1..=STEPS {
            let part = f64::from(step) / f64::from(STEPS);
            self.touch("touchMove", &fingers(from + (to - from) * part))?;
            std::thread::sleep(Duration::from_millis(30));
        }
        self.touch("touchEnd", &[])
    }

    fn touch(&self, kind: &str, fingers: &[(f64, f64)]) -> Result<()> {
        let fingers: Vec<_> = fingers
            .iter()
            .enumerate()
            .map(|(id, (x, y))| json!({"x": x, "y": y, "id": id}))
            .collect();
        let parameters = json!({"type": kind, "touchPoints": fingers});
        self.call("Input.dispatchTouchEvent", parameters).map(drop)
    }

    /// Types a text into whatever has the focus, as an input method would.
    pub(crate) fn type_text(&self, text: &str) -> Result<()> {
        self.call("Input.insertText", json!({"text": text}))
            .map(drop)
    }

    /// Selects all that is in the field that has the focus.
    pub(crate) fn select_all(&self) -> Result<()> {
        self.press_with_ctrl('a', None)
    }

    /// Copies what is selected, as Ctrl+C does.
    pub(crate) fn copy(&self) -> Result<()> {
        self.press_with_ctrl('c', Some("copy"))
    }

    /// Cuts out what is selected, as Ctrl+X does.
    pub(crate) fn cut(&self) -> Result<()> {
        self.press_with_ctrl('x', Some("cut"))
    }

    /// Puts in what is on the clipboard, as Ctrl+V does.
    pub(crate) fn paste(&self) -> Result<()> {
        self.press_with_ctrl('v', Some("paste"))
    }

    /// Presses a letter with Ctrl. A browser without a screen does not know which editing command that stands for.
    fn press_with_ctrl(&self, letter: char, command: Option<&str>) -> Result<()> {
        let upper = letter.to_ascii_uppercase();
        for kind in ["keyDown", "keyUp"] {
            let commands: Vec<&str> = command.filter(|_| kind == "keyDown").into_iter().collect();
            self.call(
                "Input.dispatchKeyEvent",
                json!({
                    "type": kind, "key": letter.to_string(), "code": format!("Key{upper}"),
                    "windowsVirtualKeyCode": u32::from(upper), "modifiers": CTRL, "commands": commands,
                }),
            )?;
        }
        Ok(())
    }

    /// Moves the mouse to a place, in CSS pixels.
    pub(crate) fn hover(&self, x: f64, y: f64) -> Result<()> {
        self.call(
            "Input.dispatchMouseEvent",
            json!({"type": "mouseMoved", "x": x, "y": y}),
        )
        .map(drop)
    }

    /// Gives the screen a sense of touch.
    pub(crate) fn enable_touch(&self) -> Result<()> {
        self.call(
            "Emulation.setTouchEmulationEnabled",
            json!({"enabled": true}),
        )
        .map(drop)
    }

    /// From now on a dialog for a file is not shown, but answered by [`Self::choose_file`].
    pub(crate) fn intercept_file_dialog(&self) -> Result<()> {
        let method = "Page.setInterceptFileChooserDialog";
        self.call(method, json!({"enabled": true})).map(drop)
    }

    /// Answers the dialog that was asked for, once it was.
    pub(crate) fn choose_file(&self, path: &Path) -> Result<()> {
        let field = wait_until("a dialog for a file", PATIENCE, || {
            self.evaluate("0")?;
            Ok(self.browser.asked_for_file.take())
        })?;
        self.call(
            "DOM.setFileInputFiles",
            json!({"files": [path], "backendNodeId": field}),
        )
        .map(drop)
    }

    /// Drops a file onto a place, in CSS pixels.
    pub(crate) fn drop_file(&self, path: &Path, x: f64, y: f64) -> Result<()> {
        let data = json!({"items": [], "files": [path], "dragOperationsMask": 1});
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call(
                "Input.dispatchDragEvent",
                json!({"type": kind, "x": x, "y": y, "data": data}),
            )?;
        }
        Ok(())
    }

    /// Takes a screenshot.
    pub(crate) fn screenshot(&self, path: &Path) -> Result<()> {
        let taken = self.call("Page.captureScreenshot", json!({"format": "png"}))?;
        let png = data_encoding::BASE64.decode(text(&taken["data"])?.as_bytes())?;
        Ok(std::fs::write(path, png)?)
    }

    /// Closes the tab.
    pub(crate) fn close(self) -> Result<()> {
        self.call("Page.close", json!({})).map(drop)
    }
}
