//! What the page shows to scripts as `window.wscope`: enough to test it and to automate it, and nothing that could
//! change what was recorded.

use connection::Phase;
use eframe::WebRunner;
use egui::accesskit::{Action, ActionData};
use js_sys::{Array, Object};
use message_log::{Direction, Kind, Seq};
use session::LogMessage;

use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

use super::widgets::Widgets;
use crate::App;
use crate::features::address;
use crate::features::messages::words;
use crate::kit::language::Language;
use crate::kit::object::object;

/// `window.wscope`. Every method looks at the program as it is now, also in a hidden tab.
#[wasm_bindgen]
pub struct Handle {
    runner: WebRunner,
    widgets: Widgets,
}

impl Handle {
    pub(super) fn new(runner: WebRunner, widgets: Widgets) -> Self {
        Self { runner, widgets }
    }

    fn look<T>(&self, look: impl FnOnce(&mut App) -> T) -> Result<T, JsError> {
        let mut app = self.runner.app_mut::<App>().ok_or_else(|| {
            JsError::new("the program has crashed, or is in the middle of a frame")
        })?;
        Ok(look(&mut app))
    }
}

#[wasm_bindgen]
impl Handle {
    /// The version of the program.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    /// `"idle"`, `"connecting"`, `"open"` or `"waiting"`.
    ///
    /// # Errors
    /// When the program has crashed.
    pub fn phase(&self) -> Result<String, JsError> {
        self.look(|app| {
            let name = match app.phase() {
                Phase::Idle => "idle",
                Phase::Connecting { .. } => "connecting",
                Phase::Open { .. } => "open",
                Phase::Waiting { .. } => "waiting",
            };
            name.to_owned()
        })
    }

    /// `{sent, received, kept, dropped, bytes, budget}`: messages since the list was cleared last, and the bytes that are
    /// kept of as many as may be. `received` is always `kept + dropped`.
    ///
    /// # Errors
    /// When the program has crashed.
    pub fn counts(&self) -> Result<Object, JsError> {
        self.look(|app| {
            let snapshot = app.tab().session.snapshot();
            let counters = snapshot.counters;
            let received = counters.of(Direction::Received);
            object(&[
                ("sent", number(counters.of(Direction::Sent).messages)),
                ("received", number(received.messages)),
                ("kept", number(received.kept_messages())),
                ("dropped", number(received.dropped_messages)),
                ("bytes", number(snapshot.bytes_kept)),
                ("budget", number(snapshot.budget)),
            ])
        })
    }

    /// The newest rows, at most `most`, oldest first, each as `{number, direction, kind, size, text, time}`: `text` is what
    /// the row shows, in the language of the page (the first 256 bytes; nothing where the row says that it is empty), `size`
    /// is in bytes and 0 for a line about the connection, `time` is in milliseconds since 1970.
    ///
    /// # Errors
    /// When the program has crashed.
    pub fn rows(&self, most: u32) -> Result<Array, JsError> {
        self.look(|app| {
            let language = app.language();
            app.with_log(|log| {
                let kept = log.kept();
                let newest = kept.end.get();
                let first = kept.start.get().max(newest.saturating_sub(most.into()));
                (first..newest)
                    .filter_map(|seq| Some(row(seq, &log.get(Seq::new(seq))?, language)))
                    .collect()
            })
        })
    }

    /// Whether messages or a typed text would be lost with the page. Of a program that has crashed nothing is left.
    #[wasm_bindgen(js_name = wouldLose)]
    pub fn would_lose(&self) -> bool {
        self.look(|app| app.would_lose()).unwrap_or(false)
    }

    /// What can be seen and operated, as a screen reader would be told: `{role, name, value, isDisabled, x, y, width,
    /// height}`, in CSS pixels of the canvas. Empty until the first frame after the first call.
    ///
    /// # Errors
    /// When the program has crashed.
    pub fn widgets(&self) -> Result<Array, JsError> {
        self.look(|_app| ())?;
        Ok(self.widgets.read())
    }

    /// What can be operated: `{id, role, name, value, isDisabled, isOn}`. Empty until the first frame after the first call.
    pub fn controls(&self) -> Array {
        self.widgets.controls()
    }

    /// Presses a control of [`Self::controls`].
    pub fn click(&self, id: &str) {
        self.widgets.wish(id, Action::Focus, None);
        self.widgets.wish(id, Action::Click, None);
    }

    /// Puts a text into a control of [`Self::controls`] that is a field.
    pub fn fill(&self, id: &str, text: &str) {
        self.widgets.wish(id, Action::Focus, None);
        let value = Some(ActionData::Value(text.into()));
        self.widgets.wish(id, Action::SetValue, value);
    }

    /// The state of the connection in words.
    ///
    /// # Errors
    /// When the program has crashed.
    pub fn state(&self) -> Result<String, JsError> {
        self.look(|app| {
            let text = address::Text::State(app.phase());
            text.say(app.language()).into_owned()
        })
    }

    /// How many frames were painted so far.
    pub fn frames(&self) -> f64 {
        self.widgets.frames()
    }

    /// Asks for one more frame: two frames later [`Self::widgets`] tells of nothing older than this call.
    pub fn repaint(&self) {
        self.widgets.repaint();
    }
}

fn row(seq: u64, message: &LogMessage<'_>, language: Language) -> JsValue {
    let direction = match message.direction {
        Direction::Sent => "sent",
        Direction::Received => "received",
        Direction::Local => "local",
    };
    let kind = match message.kind {
        Kind::Text => "text",
        Kind::Binary => "binary",
        Kind::Ping => "ping",
        Kind::Pong => "pong",
        Kind::Event => "connection",
    };
    let text = words::line(message, language, None).text;
    let millis = message.at.as_micros() as f64 / 1e3;
    let row = object(&[
        ("number", number(seq)),
        ("direction", direction.into()),
        ("kind", kind.into()),
        ("size", number(message.payload.len() as u64)),
        ("text", text.into()),
        ("time", millis.into()),
    ]);
    row.into()
}

/// As JavaScript has it: exact up to 2⁵³, which no count here reaches.
fn number(value: u64) -> JsValue {
    (value as f64).into()
}
