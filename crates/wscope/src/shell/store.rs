//! Where the settings lie between two starts: a file, or the storage of the browser.
//!
//! Several windows may use it at the same time, so nothing is written without reading first what is there, and both
//! are merged. What cannot be read is never overwritten: it is put aside, or left alone where that is impossible or
//! where a later version wrote it.

use crate::shell::settings::{STORAGE_KEY, Settings, Unreadable, to_json};
use session::SettingsFault;

mod entries;
#[cfg_attr(target_arch = "wasm32", path = "store/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "store/native.rs")]
mod platform;

use entries::{Entries, LoadError};
pub use platform::Place;

/// Under this name eframe looks for the size and the place of the window.
pub const WINDOW_KEY: &str = "window";

/// Says how large the window is and where, as eframe reads it.
pub type WindowWatch = Box<dyn Fn() -> Option<String>>;

/// Where the settings of one window come from and go to.
pub struct Store {
    place: Place,
    window: Option<WindowWatch>,
}

impl Store {
    /// At this place.
    pub fn at(place: Place) -> Self {
        Self {
            place,
            window: None,
        }
    }

    /// The same, which also stores where the window is.
    #[must_use]
    pub fn with_window(self, window: WindowWatch) -> Self {
        Self {
            window: Some(window),
            ..self
        }
    }

    /// The file in which they are, where there is one.
    pub fn file(&self) -> Option<String> {
        self.place.file()
    }

    /// What is stored, and what there is to tell about it. Where nothing can be read, these are the defaults.
    pub fn read(&self) -> (Settings, Option<SettingsFault>) {
        let _lock = self.place.lock();
        let loaded = match self.place.load() {
            Ok(entries) => entries
                .get(STORAGE_KEY)
                .map_or_else(|| Ok(Settings::default()), |text| Settings::from_json(text)),
            Err(LoadError::Damaged) => Err(Unreadable::Damaged),
            Err(LoadError::Unavailable(why)) => {
                return (Settings::default(), Some(SettingsFault::NotSaved { why }));
            }
        };
        match loaded {
            Ok(settings) => (settings, None),
            Err(Unreadable::Newer) => (Settings::default(), Some(SettingsFault::Newer)),
            Err(Unreadable::Damaged) => {
                let trouble = match self.place.set_aside() {
                    Ok(place) => SettingsFault::SetAside { place },
                    Err(why) => SettingsFault::NotSaved { why },
                };
                (Settings::default(), Some(trouble))
            }
        }
    }

    /// Where the window is now.
    pub fn window(&self) -> Option<String> {
        self.window.as_ref()?()
    }

    /// What is to be written, to be done here or on another thread.
    pub fn write(&self, base: Settings, mine: Settings, window: Option<String>) -> Write {
        Write {
            place: self.place.clone(),
            base,
            mine,
            window,
        }
    }
}

/// Settings on their way into the storage.
pub struct Write {
    place: Place,
    /// What this window read or wrote last.
    base: Settings,
    mine: Settings,
    window: Option<String>,
}

/// What is stored now.
pub struct Written {
    /// With what other windows have stored.
    pub settings: Settings,
    /// What could not be read before is kept there.
    pub set_aside: Option<String>,
}

impl Write {
    /// Reads what is there, and writes it merged with what this window has.
    ///
    /// # Errors
    /// Why what was stored is as it was.
    pub fn run(self) -> Result<Written, SettingsFault> {
        let _lock = self.place.lock();
        let mut set_aside = None;
        let mut entries = match self.place.load() {
            Ok(entries) => entries,
            Err(LoadError::Damaged) => {
                set_aside = Some(self.set_aside()?);
                Entries::new()
            }
            Err(LoadError::Unavailable(why)) => return Err(SettingsFault::NotSaved { why }),
        };
        let theirs = entries.get(STORAGE_KEY).map(String::as_str);
        let text = match to_json(&self.base, &self.mine, theirs) {
            Ok(text) => text,
            Err(Unreadable::Newer) => return Err(SettingsFault::Newer),
            Err(Unreadable::Damaged) => {
                set_aside = Some(self.set_aside()?);
                // With nothing to merge with there is nothing unreadable.
                to_json(&self.base, &self.mine, None).map_err(|_never| SettingsFault::Newer)?
            }
        };
        let settings = Settings::from_json(&text).unwrap_or_else(|_never| self.mine.clone());
        entries.insert(STORAGE_KEY.to_owned(), text);
        if let Some(window) = self.window {
            entries.insert(WINDOW_KEY.to_owned(), window);
        }
        self.place
            .save(&entries)
            .map_err(|why| SettingsFault::NotSaved { why })?;
        Ok(Written {
            settings,
            set_aside,
        })
    }

    fn set_aside(&self) -> Result<String, SettingsFault> {
        self.place
            .set_aside()
            .map_err(|why| SettingsFault::NotSaved { why })
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
