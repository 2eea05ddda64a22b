//! The built program, used as a person uses it: a real window, real clicks, a real server.

mod lesson;
mod walk;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use egui::accesskit::Role;

use crate::display::Display;
use crate::process::Process;
use crate::window::{Window, text_of, wait_until};
use crate::{Result, flood, say, target_folder};

/// Where the programs meet if nobody says otherwise.
const PORT: u16 = 4000;

/// What every scenario needs.
struct Stage<'a> {
    display: Display,
    programs: PathBuf,
    /// Settings go here, so that nobody's own are touched.
    home: PathBuf,
    screenshots: &'a Path,
}

/// Plays one story, and fails where the program does.
type Scenario = fn(&Stage<'_>) -> Result<()>;

/// Builds the programs and plays every scenario whose title has `only` in it.
pub fn run(screenshots: &Path, only: &str) -> Result<()> {
    let display = Display::start()?;
    build()?;
    std::fs::create_dir_all(screenshots)?;
    let home = std::env::temp_dir().join(format!("wscope-e2e-{}", std::process::id()));
    let stage = Stage {
        display,
        programs: target_folder().join("release"),
        home,
        screenshots,
    };
    let scenarios: [(&str, Scenario); 11] = [
        (
            "one click brings helloworld back from the built-in server",
            built_in_server,
        ),
        (
            "a server that runs already is used, and its end is survived",
            other_server,
        ),
        (
            "a refused port is explained, in English, on a small window",
            refused,
        ),
        ("what the server can do is tried from the menu", tried),
        (
            "a connection is looked at closely, and its end explained",
            inspected,
        ),
        (
            "whatever goes wrong with a connection is told in words",
            walk::walk,
        ),
        ("settings survive a restart", restart),
        ("a message is read, folded and saved", detail),
        (
            "polling and WebSocket are compared in two clicks",
            lesson::lesson,
        ),
        ("an idle window uses no CPU", idle),
        (
            "a million messages pour in, and every step is answered",
            million,
        ),
    ];
    let mut failed = 0;
    let chosen = scenarios.iter().filter(|(what, _)| what.contains(only));
    for (what, play) in chosen.clone() {
        match port_is_free().and_then(|()| play(&stage)) {
            Ok(()) => say(format_args!("ok      {what}")),
            Err(error) => {
                failed += 1;
                say(format_args!("FAILED  {what}: {error}"));
            }
        }
        // Each scenario begins as if the program had never run.
        std::fs::remove_dir_all(&stage.home).ok();
    }
    say(format_args!(
        "{} passed, {failed} failed",
        chosen.count() - failed
    ));
    if failed > 0 {
        return Err("the end-to-end tests failed".into());
    }
    Ok(())
}

fn build() -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--package",
            "wscope",
            "--features",
            "wscope/inspection",
        ])
        .args(["--package", "echo-server"])
        .status()?;
    if !status.success() {
        return Err("the programs do not build".into());
    }
    Ok(())
}

/// Whoever listens there would be taken for the program's own server.
fn port_is_free() -> Result<()> {
    wait_until("port 4000 to be free", Duration::from_secs(10), || {
        Ok(TcpListener::bind(("127.0.0.1", PORT)).ok().map(drop))
    })
}

impl Stage<'_> {
    fn window(&self, arguments: &[&str]) -> Result<Window> {
        let program = self.programs.join("wscope");
        Window::open(&program, &self.display, &self.home, arguments)
    }

    fn echo_server(&self) -> Result<Process> {
        served(Command::new(self.programs.join("echo-server")).env("RUST_LOG", "info"))
    }

    fn screenshot(&self, name: &str) -> PathBuf {
        self.screenshots.join(format!("{name}.png"))
    }
}

/// Starts a server, and waits until it listens.
fn served(command: &mut Command) -> Result<Process> {
    let server = Process::start(command)?;
    wait_until("the echo server to listen", Duration::from_secs(10), || {
        Ok(server
            .lines()
            .iter()
            .any(|line| line.contains("listening on"))
            .then_some(()))
    })?;
    Ok(server)
}

fn built_in_server(stage: &Stage<'_>) -> Result<()> {
    let window = stage.window(&[])?;
    window.wait_for_text("内置回声服务器：ws://localhost:4000")?;
    for clicks in 1..=3 {
        window.press("点击请求")?;
        window.wait_for_rows(clicks, &["收到", "helloworld"])?;
        window.wait_for_rows(clicks, &["发送", "helloworld"])?;
    }
    window.screenshot(stage.screenshot("window-zh"))?;
    let row = window.wait_for("a received row", |node| {
        text_of(node).contains("收到") && text_of(node).contains("helloworld")
    })?;
    window.click(&row)?;
    window.press("复制 Base64")?;
    wait_until(
        "the message on the clipboard",
        Duration::from_secs(10),
        || Ok((stage.display.clipboard()? == "aGVsbG93b3JsZA==").then_some(())),
    )?;
    window.screenshot(stage.screenshot("detail-zh"))
}

fn other_server(stage: &Stage<'_>) -> Result<()> {
    let server = stage.echo_server()?;
    let window = stage.window(&["--language", "en"])?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    let logged = server.lines();
    if !logged.iter().any(|line| line.contains("connection opened")) {
        return Err(format!("the server's log shows no connection: {logged:?}").into());
    }
    if window
        .texts()?
        .iter()
        .any(|(_, text)| text.contains("Built-in echo server"))
    {
        return Err("the window claims to have its own server".into());
    }
    server.kill();
    window.wait_for_rows(1, &["Connection lost"])?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.screenshot(stage.screenshot("connection-lost-en"))?;
    let _server = stage.echo_server()?;
    window.press("Connect")?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(2, &["received", "helloworld"])
}

fn refused(stage: &Stage<'_>) -> Result<()> {
    let window = stage.window(&["--language", "en", "localhost:9"])?;
    window.wait_for_rows(
        1,
        &[
            "Connection refused: nothing is listening at ws://localhost:9/",
            "Is the server running?",
        ],
    )?;
    window.resize(380, 420)?;
    window.screenshot(stage.screenshot("refused-small-en"))
}

fn tried(stage: &Stage<'_>) -> Result<()> {
    let window = stage.window(&[])?;
    window.press("试试…")?;
    window.wait_for_button("/course")?;
    window.screenshot(stage.screenshot("try-menu-zh"))?;
    window.press("/course")?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "Hello World"])?;
    for (example, row) in [
        ("/close/1011", "服务器关闭了连接"),
        ("/refuse/401", "HTTP 状态 401"),
        ("/bad-utf8", "不是有效的 UTF-8"),
        ("/wrong-accept", "Sec-WebSocket-Accept 不对"),
    ] {
        window.press("试试…")?;
        window.scroll_menu_to(example)?;
        window.press(example)?;
        window.wait_for_rows(1, &[row])?;
    }
    window.screenshot(stage.screenshot("tried-zh"))
}

fn inspected(stage: &Stage<'_>) -> Result<()> {
    let window = stage.window(&["--language", "en"])?;
    window.press("点击请求 Send")?;
    window.wait_for_rows(1, &["received", "helloworld"])?;
    window.tick("Inspect")?;
    window.wait_for_text("From the next connection on")?;
    window.press("Try…")?;
    window.scroll_menu_to("/refuse/401")?;
    window.press("/refuse/401")?;
    window.wait_for_rows(1, &["Reply: HTTP/1.1 401 Unauthorized"])?;
    window.press("Try…")?;
    window.scroll_menu_to("/close/1011")?;
    window.press("/close/1011")?;
    window.wait_for_rows(1, &["1011 Internal Error, “out of coffee”"])?;
    let reply = window.wait_for("the reply", |node| {
        text_of(node).contains("Reply: HTTP/1.1 101")
    })?;
    window.click(&reply)?;
    window.wait_for_text("sec-websocket-accept: ")?;
    window.screenshot(stage.screenshot("inspected-en"))?;
    window.press("What happens here?")?;
    window.wait_for_text("As it was on this connection")?;
    window.screenshot(stage.screenshot("handshake-en"))?;
    window.press("A frame")?;
    window.wait_for_text("masked, as everything from a client must be")?;
    window.screenshot(stage.screenshot("frame-en"))
}

fn restart(stage: &Stage<'_>) -> Result<()> {
    let window = stage.window(&["--send", "a secret"])?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "a secret"])?;
    window.tick("只看收到的")?;
    window.wait_for_rows(0, &["发送"])?;
    window.press("设置")?;
    window.press("深色")?;
    window.press("完成")?;
    window.press_shortcut(egui::Key::Plus)?;
    window.press_shortcut(egui::Key::Plus)?;
    let before = window.size(&stage.screenshot("zoomed-zh"))?;
    window.quit()?;
    for entry in std::fs::read_dir(stage.home.join("wscope"))? {
        if std::fs::read_to_string(entry?.path())?.contains("a secret") {
            return Err("a message was stored".into());
        }
    }
    let window = stage.window(&[])?;
    let again = window.size(&stage.screenshot("zoomed-zh"))?;
    if again != before {
        return Err(format!("the window was {before:?} and came back as {again:?}").into());
    }
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "helloworld"])?;
    window.wait_for_rows(0, &["发送"])?;
    window.screenshot(stage.screenshot("dark-received-only-zh"))
}

/// How long the window may take to answer, as a person feels it.
const ANSWER_GOAL: Duration = Duration::from_millis(100);

/// Carries out a step, and tells how long the window took to answer it. Too long is told, not failed: on a loaded machine
/// with software rendering it would fail for nothing.
fn step(what: &str, act: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    act()?;
    let took = start.elapsed();
    let verdict = if took <= ANSWER_GOAL {
        ""
    } else {
        ", over the goal of 100 ms"
    };
    say(format_args!(
        "        {what}: {} ms{verdict}",
        took.as_millis()
    ));
    Ok(())
}

fn million(stage: &Stage<'_>) -> Result<()> {
    const COUNT: u64 = 1_000_000;
    let address = flood::start(COUNT)?;
    let window = stage.window(&["--language", "en", &address])?;
    let list = window.wait_for("the list", |node| node.role() == Role::ListBox)?;
    step("scrolling up while they arrive", || {
        window.scroll(&list, 20.0)
    })?;
    window.wait_for_text("Received 1\u{a0}000\u{a0}000")?;
    window.wait_for_button("new ↓")?;
    window.screenshot(stage.screenshot("million-en"))?;
    let newest = window.wait_for_button("new ↓")?;
    step("back to the newest", || window.click(&newest))?;
    window.wait_for_rows(1, &["flood 000999999"])?;
    step("turning the wheel at row one million", || {
        window.scroll(&list, 3.0)
    })?;
    step("opening the find field", || {
        window.press_shortcut(egui::Key::F)
    })?;
    step("typing what to find", || window.type_text("12345"))?;
    // Ten numbers of six digits end with 12345, and ten begin with it.
    window.wait_for_text("20 hits")?;
    window.wait_for_rows(1, &["flood 000012345"])?;
    let hit = window.wait_for("a hit", |node| text_of(node).contains("flood 000012345"))?;
    step("selecting a row", || window.click(&hit))?;
    window.wait_for_button("Copy hex")?;
    window.screenshot(stage.screenshot("find-en"))?;
    window.press("Clear")?;
    let remove = window.wait_for_button("Remove")?;
    step("clearing a million messages", || window.click(&remove))?;
    window.wait_for_text("= 0 kept + 0 dropped").map(drop)
}

fn detail(stage: &Stage<'_>) -> Result<()> {
    const MESSAGE: &str = concat!(
        r#"{"id":12345678901234567890,"id":"同一个键","price":1.10,"tags":["a","b",{"deep":[]}],"#,
        r#""user":{"name":"测试","visits":[1,2,3]}}"#
    );
    let window = stage.window(&["--send", MESSAGE])?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到"])?;
    let row = window.wait_for("the echo", |node| text_of(node).contains("收到，"))?;
    window.click(&row)?;
    window.press("JSON")?;
    let folded = window.wait_for("a part of the JSON", |node| {
        text_of(node).contains("\"tags\": [")
    })?;
    window.click(&folded)?;
    window.wait_for_text("\"tags\": […3…],")?;
    window.screenshot(stage.screenshot("json-zh"))?;
    window.press_shortcut(egui::Key::S)?;
    window.wait_for_text("浏览…")?;
    window.screenshot(stage.screenshot("save-zh"))?;
    let save = window.wait_for("the button that saves", |node| {
        node.role() == Role::Button && text_of(node) == "保存"
    })?;
    window.click(&save)?;
    window.wait_for_text("已保存到")?;
    let file = stage.home.join("message-4.json");
    if std::fs::read_to_string(&file)? != MESSAGE {
        return Err("the file is not what was sent".into());
    }
    Ok(())
}

fn idle(stage: &Stage<'_>) -> Result<()> {
    let window = stage.window(&[])?;
    window.press("点击请求")?;
    window.wait_for_rows(1, &["收到", "helloworld"])?;
    // The rate in the status line falls back to zero, and a tooltip appears, in this time.
    std::thread::sleep(Duration::from_secs(4));
    let before = window.cpu_ticks();
    std::thread::sleep(Duration::from_secs(3));
    let (Some(before), Some(after)) = (before, window.cpu_ticks()) else {
        say("        (this system does not tell the CPU time of a process)");
        return Ok(());
    };
    // One tick is what the kernel may charge for being looked at.
    if after - before > 1 {
        let milliseconds = (after - before) * 10;
        return Err(format!("{milliseconds} ms of CPU in 3 s").into());
    }
    Ok(())
}
